const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** Bytes in the unit that suits them, which is named as `Intl.NumberFormat` names it. */
export interface ScaledBytes {
  readonly value: number
  readonly unit: (typeof units)[number]
  /** Behind the point, at most. */
  readonly digits: number
}

/** Bytes as docker prints them: powers of 1000, at most three significant digits: `12 kB`, `3.2 MB`, `1.05 GB`. */
export function scaleBytes(bytes: number): ScaledBytes {
  let value = bytes
  let power = 0
  // 999.5 kB would print as 1000 kB: it is a megabyte already.
  while (value >= 999.5 && power < units.length - 1) {
    value /= 1000
    power++
  }
  const digits = power === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return { value, unit: units[power]!, digits }
}
