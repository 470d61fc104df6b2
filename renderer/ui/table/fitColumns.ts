import type { Column } from './column'

/** Pixels of an average character, a little more than less: what is cut is worse than what has room. */
const characterWidth = 7.3
/** Pixels of a cell beside its text. */
const padding = 18
/** A single long name makes no column wider than this, in pixels. */
const widest = 460

/** Whether a column would take whatever room there is. */
export const isFlexible = ({ width }: Pick<Column, 'width'>): boolean => width.includes('fr')

/** Characters of the longest text in each column that can fit its content: one that is flexible and says text. */
export function longestTexts<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
): Readonly<Record<string, number>> {
  const longest: Record<string, number> = {}
  for (const column of columns) {
    if (!column.text || !isFlexible(column)) continue
    let length = 0
    for (const row of rows) length = Math.max(length, column.text(row).length)
    longest[column.key] = length
  }
  return longest
}

/** What was longest so far: a column does not become narrower while one looks at it. */
export function keepLongest(
  before: Readonly<Record<string, number>> | undefined,
  now: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  if (!before) return now
  const entries = Object.entries(now)
  if (entries.every(([key, length]) => length <= (before[key] ?? -1))) return before
  return Object.fromEntries(entries.map(([key, length]) => [key, Math.max(length, before[key] ?? 0)]))
}

/** The track of a flexible column whose longest text has this many characters. @param least pixels */
export function fittedTrack(least: number, characters: number): string {
  const wished = Math.min(widest, Math.ceil(characters * characterWidth) + padding)
  return `minmax(${least}px, ${Math.max(least, wished)}px)`
}
