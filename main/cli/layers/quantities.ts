const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Bytes as docker prints them: powers of 1000, at most three significant digits: `12 kB`, `3.2 MB`, `1.05 GB`. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  // 999.5 kB would print as 1000 kB: it is a megabyte already.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${Number(value.toFixed(digits))} ${units[unit]}`
}

/** With commas between thousands. */
export const countText = (count: number): string => count.toLocaleString('en')

/** Text of an image or a file name that does nothing to a terminal: what controls it becomes visible. */
export function plainText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}
