import { scaleBytes } from '../../../main/shared/bytes'

/** Numbers in the person's own format; words stay in the window's language, so only digits and units vary. */
const locale = globalThis.navigator?.language ?? 'en'

const plain = new Intl.NumberFormat(locale)
const formats = new Map<string, Intl.NumberFormat>()

function unitFormat(unit: string, digits: number): Intl.NumberFormat {
  const key = `${unit}/${digits}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    })
    formats.set(key, format)
  }
  return format
}

export function formatNumber(value: number): string {
  return plain.format(value)
}

/** Bytes as docker prints them: `12 kB`, `3.2 MB`, `1.05 GB`. */
export function formatBytes(bytes: number): string {
  const { value, unit, digits } = scaleBytes(bytes)
  return unit === 'byte' ? `${plain.format(Math.round(value))} B` : unitFormat(unit, digits).format(value)
}

/** @param digits behind the point, at most */
export function formatPercent(fraction: number, digits = 0): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(fraction)
}

const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })

/** A count where there is little room: `980`, `1.2K`, `112K`. */
export function formatCompact(value: number): string {
  return compact.format(value)
}
