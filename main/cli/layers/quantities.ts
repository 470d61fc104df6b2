import { scaleBytes } from '../../shared/bytes'

const signs = { byte: 'B', kilobyte: 'kB', megabyte: 'MB', gigabyte: 'GB', terabyte: 'TB', petabyte: 'PB' }

/** Bytes as docker prints them: `12 kB`, `3.2 MB`, `1.05 GB`. */
export function bytesText(bytes: number): string {
  const { value, unit, digits } = scaleBytes(bytes)
  return `${Number(value.toFixed(digits))} ${signs[unit]}`
}

/** With commas between thousands. */
export const countText = (count: number): string => count.toLocaleString('en')
