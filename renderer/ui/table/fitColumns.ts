import type { Column } from './column'
import type { WidthWish } from './shareRoom'

/** Pixels of an average character, a little more than less: what is cut is worse than what has room. */
const characterWidth = 7.3
/** Pixels of a cell beside its text. */
const padding = 18
/** A single long name makes no column wider than this, in pixels; nor do names that are all long, before others have theirs. */
const widest = 460
/** The same where nobody else needs the room. */
const widestAlone = 900
export const widestUsual = 240
/** The part of its texts that a column has room for before any has more. */
const most = 0.9

/** How long the texts in a column are, in characters. */
export interface Lengths {
  /** Nine of ten are no longer, or none where the column is to be read whole. */
  readonly usual: number
  readonly longest: number
}

/** Whether a column would take whatever room there is. */
export const isFlexible = ({ width }: Pick<Column, 'width'>): boolean => width.includes('fr')

/** The lengths in each column that can fit its content: one that is flexible and says text. */
export function textLengths<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
): Readonly<Record<string, Lengths>> {
  const fitting = columns.filter((column) => column.text && isFlexible(column))
  return Object.fromEntries(
    fitting.map(({ key, text, whole }) => [key, lengthsOf(rows, text!, whole ? 1 : most)]),
  )
}

function lengthsOf<T>(rows: readonly T[], text: (row: T) => string, part: number): Lengths {
  const counts: number[] = []
  for (const row of rows) {
    const { length } = text(row)
    counts[length] = (counts[length] ?? 0) + 1
  }
  let passed = 0
  let usual: number | undefined
  // Lengths that no text has are passed over.
  counts.forEach((count, length) => {
    passed += count
    if (passed >= rows.length * part) usual ??= length
  })
  return { usual: usual ?? 0, longest: Math.max(0, counts.length - 1) }
}

/** What was longest so far: a column does not become narrower while one looks at it. */
export function keepLongest(
  before: Readonly<Record<string, Lengths>> | undefined,
  now: Readonly<Record<string, Lengths>>,
): Readonly<Record<string, Lengths>> {
  if (!before) return now
  const isLonger = ([key, { usual, longest }]: [string, Lengths]) =>
    usual > (before[key]?.usual ?? -1) || longest > (before[key]?.longest ?? -1)
  const entries = Object.entries(now)
  if (!entries.some(isLonger)) return before
  return Object.fromEntries(
    entries.map(([key, { usual, longest }]) => [
      key,
      {
        usual: Math.max(usual, before[key]?.usual ?? 0),
        longest: Math.max(longest, before[key]?.longest ?? 0),
      },
    ]),
  )
}

/** What a flexible column wishes for such texts. @param least pixels */
export function wishFor(least: number, { usual, longest }: Lengths): WidthWish {
  const pixels = (characters: number) => Math.ceil(characters * characterWidth) + padding
  const all = Math.max(least, Math.min(widest, pixels(longest)))
  const wish = { least, usual: Math.max(least, Math.min(widestUsual, pixels(usual), all)), longest: all }
  const whole = Math.min(widestAlone, pixels(longest))
  return whole > all ? { ...wish, whole } : wish
}
