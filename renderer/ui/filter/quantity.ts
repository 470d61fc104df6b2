/** What can be compared: plain numbers, bytes, and how long ago something was. */
export type QuantityKind = 'number' | 'bytes' | 'age'

export type Comparison = '>' | '>=' | '<' | '<=' | '='

/** A quantity that was typed. Bytes, or milliseconds of age. */
export interface Quantity {
  readonly comparison: Comparison
  readonly value: number
  /** What equals it as it was typed reaches from `low` to below `high`: 4.2 MB is not one number of bytes. */
  readonly low: number
  readonly high: number
}

const second = 1000
const day = 24 * 60 * 60 * second
const ages: Readonly<Record<string, number>> = {
  s: second,
  m: 60 * second,
  h: 60 * 60 * second,
  d: day,
  w: 7 * day,
  mo: 30 * day,
  y: 365 * day,
}
/** Powers of 1000, as sizes are shown, and of 1024 where the unit says so. */
const bytes: Readonly<Record<string, number>> = Object.fromEntries([
  ['', 1],
  ['b', 1],
  ...['k', 'm', 'g', 't', 'p'].flatMap((letter, index) => {
    const power = index + 1
    return [
      [letter, 1000 ** power],
      [`${letter}b`, 1000 ** power],
      [`${letter}ib`, 1024 ** power],
    ]
  }),
])
const units: Readonly<Record<QuantityKind, Readonly<Record<string, number>>>> = {
  number: { '': 1 },
  bytes,
  age: ages,
}

const shape = /^(>=|<=|>|<|=)?(\d{1,15})(?:\.(\d{1,9}))?([a-z]*)$/i

/** `>7d`, `100MB`, `<=3`; null for what is none of that kind. */
export function parseQuantity(text: string, kind: QuantityKind): Quantity | null {
  const match = shape.exec(text.replace(/\s+/g, ''))
  if (!match) return null
  const [, comparison = '=', whole = '', fraction = '', unit = ''] = match
  const one = units[kind][unit.toLowerCase()]
  if (one === undefined) return null
  const value = Number(`${whole}.${fraction || 0}`) * one
  const step = one / 10 ** fraction.length
  // Ages are shown cut off, all else rounded.
  const [low, high] = kind === 'age' ? [value, value + step] : [value - step / 2, value + step / 2]
  return { comparison: comparison as Comparison, value, low, high }
}

export function fitsQuantity(actual: number, { comparison, value, low, high }: Quantity): boolean {
  switch (comparison) {
    case '>':
      return actual > value
    case '>=':
      return actual >= value
    case '<':
      return actual < value
    case '<=':
      return actual <= value
    case '=':
      return actual >= low && actual < high
  }
}
