import type { Column, TableSort } from './column'

const collator = new Intl.Collator('en', { numeric: true })

/** Names as people order them: `web-2` before `web-10`. */
export const compareText = (a: string, b: string): number => collator.compare(a, b)

/** Also where both are Infinity, whose difference is not a number. */
export const compareNumbers = (a: number, b: number): number => (a === b ? 0 : a - b)

/** Rows in the order of a column; equals in that of the primary column, then by key, so that no order is left to chance. */
export function sortRows<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  sort: TableSort,
  rowKey: (row: T) => string,
): readonly T[] {
  const primary = columns.find((column) => column.primary)
  const column = columns.find(({ key, compare }) => key === sort.key && compare) ?? primary
  const direction = sort.descending ? -1 : 1
  const byKey = (a: T, b: T) => (rowKey(a) < rowKey(b) ? -1 : 1)
  return [...rows].sort((a, b) => order(column, a, b, direction) || order(primary, a, b, 1) || byKey(a, b))
}

function order<T>(column: Column<T> | undefined, a: T, b: T, direction: number): number {
  if (!column) return 0
  const last = column.isLast ? Number(column.isLast(a)) - Number(column.isLast(b)) : 0
  return last || direction * (column.compare?.(a, b) ?? 0)
}
