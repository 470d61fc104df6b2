import type { Column, TableSort } from './column'
import { type Lengths, wishFor } from './fitColumns'
import type { WidthWish } from './shareRoom'

/** What a person has made of a table's columns; whatever they left alone is as it was declared. */
export interface ColumnLayout {
  /** Keys from left to right; empty while none was moved. */
  readonly order: readonly string[]
  /** Columns that were chosen or hidden. */
  readonly shown: Readonly<Record<string, boolean>>
  /** In pixels. */
  readonly widths: Readonly<Record<string, number>>
  readonly sort: TableSort | null
  readonly grouped: boolean
  /** Groups that are closed. */
  readonly closed: readonly string[]
}

export const plainLayout: ColumnLayout = {
  order: [],
  shown: {},
  widths: {},
  sort: null,
  grouped: false,
  closed: [],
}

/** No column is made narrower than this, in pixels. */
export const narrowest = 48
const widest = 2000

/** A layout that was remembered, perhaps by another version: what makes no sense is left out. */
export function readLayout(value: unknown): ColumnLayout {
  const { order, shown, widths, sort, grouped, closed } = record(value)
  const { key, descending } = record(sort)
  return {
    order: [...new Set(texts(order))],
    shown: entries(shown, (one) => typeof one === 'boolean'),
    widths: entries(widths, (one) => typeof one === 'number' && one >= narrowest && one <= widest),
    sort: typeof key === 'string' ? { key, descending: descending === true } : null,
    grouped: grouped === true,
    closed: texts(closed),
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
function entries<V>(value: unknown, isGood: (one: unknown) => boolean): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(record(value)).filter(([, one]) => isGood(one))) as Record<
    string,
    V
  >
}

/** All columns as they were put; one that is new since then stands behind the one that it was declared behind. */
export function orderedColumns<C extends Column>(
  columns: readonly C[],
  { order }: Pick<ColumnLayout, 'order'>,
): readonly C[] {
  const ordered = order.flatMap((key) => columns.find((column) => column.key === key) ?? [])
  for (const [index, column] of columns.entries()) {
    if (ordered.includes(column)) continue
    ordered.splice(ordered.indexOf(columns[index - 1]!) + 1, 0, column)
  }
  return ordered
}

/** @param width of the table, in pixels */
export function isChosen(column: Column, { shown }: Pick<ColumnLayout, 'shown'>, width: number): boolean {
  const { primary, hidden, shownFrom = Number.POSITIVE_INFINITY } = column
  return primary === true || (shown[column.key] ?? (!hidden || width >= shownFrom))
}

/** The pixels that a column needs at least. */
export function leastWidth({ key, width }: Column, { widths }: Pick<ColumnLayout, 'widths'>): number {
  return widths[key] !== undefined ? narrowest : Number(/\d+/.exec(width)?.[0] ?? 0)
}

/**
 * Of the chosen columns those that there is room for; those that are missed least go first.
 * @param width of the table, in pixels
 * @param taken of that by what is no column
 */
export function fittingColumns<C extends Column>(
  columns: readonly C[],
  layout: ColumnLayout,
  width: number,
  taken = 0,
): readonly C[] {
  const fitting = columns.filter(
    (column) => isChosen(column, layout, width) && (column.hideBelow ?? 0) <= width,
  )
  const needed = () => fitting.reduce((sum, column) => sum + leastWidth(column, layout), 0)
  while (fitting.length > 1 && needed() > width - taken) {
    const spare = fitting.filter(({ primary }) => !primary)
    const missedLeast = spare.reduce((a, b) => (rank(b) >= rank(a) ? b : a), spare[0]!)
    if (missedLeast === undefined) break
    fitting.splice(fitting.indexOf(missedLeast), 1)
  }
  return fitting
}
const rank = ({ hideBelow = 0, hidden }: Column) => (hidden ? 10_000 : 0) + hideBelow

/** What a column can do with. @param lengths of its texts, where it is to fit them */
export function wishOf(column: Column, layout: Pick<ColumnLayout, 'widths'>, lengths?: Lengths): WidthWish {
  const least = leastWidth(column, layout)
  const wished = layout.widths[column.key]
  const all = wished ?? Math.max(least, mostWidth(column))
  return lengths && wished === undefined ? wishFor(least, lengths) : { least, usual: all, longest: all }
}

/** Whether it has whatever is declared, however long its texts are: `minmax(108px, 148px)`. */
export const isRanged = (column: Column) => mostWidth(column) > 0
const mostWidth = ({ width }: Column) => Number(/, (\d+)px\)$/.exec(width)?.[1] ?? 0)

/**
 * A column's track of CSS grid: as wide as was wished for, as long as there is room.
 * @param fitted its part of the room in pixels, where it is to fit its content
 */
export function trackOf(column: Column, layout: Pick<ColumnLayout, 'widths'>, fitted?: number): string {
  const wished = layout.widths[column.key]
  if (wished !== undefined) return `minmax(${narrowest}px, ${wished}px)`
  const isShared = fitted !== undefined && Number.isFinite(fitted)
  return isShared ? `minmax(${leastWidth(column, layout)}px, ${fitted}px)` : column.width
}

/** @param before the column that it is put in front of; null for the end */
export function placeColumn(
  columns: readonly Column[],
  layout: ColumnLayout,
  key: string,
  before: string | null,
): ColumnLayout {
  if (key === before) return layout
  const order = orderedColumns(columns, layout).map((column) => column.key)
  const without = order.filter((one) => one !== key)
  const at = before === null ? without.length : without.indexOf(before)
  if (at < 0 || without.length === order.length) return layout
  return { ...layout, order: without.toSpliced(at, 0, key) }
}

/** One step to the left or to the right, over columns that are not shown. */
export function stepColumn(
  columns: readonly Column[],
  layout: ColumnLayout,
  shown: readonly string[],
  key: string,
  by: -1 | 1,
): ColumnLayout {
  const at = shown.indexOf(key)
  const neighbour = shown[at + by]
  if (at < 0 || neighbour === undefined) return layout
  if (by < 0) return placeColumn(columns, layout, key, neighbour)
  const order = orderedColumns(columns, layout).map((column) => column.key)
  return placeColumn(columns, layout, key, order[order.indexOf(neighbour) + 1] ?? null)
}

export function resizeColumn(layout: ColumnLayout, key: string, pixels: number | null): ColumnLayout {
  const { [key]: _, ...widths } = layout.widths
  if (pixels === null) return { ...layout, widths }
  return {
    ...layout,
    widths: { ...widths, [key]: Math.round(Math.max(narrowest, Math.min(pixels, widest))) },
  }
}
