import { rowsBetweenPauses, type Work } from '../slices'
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
  return [...rows].sort(orderOf(columns, sort, rowKey))
}

/** As `sortRows`, with pauses: short runs are sorted, and then merged to longer ones until there is one. */
export function* sorting<T>(
  ...[rows, columns, sort, rowKey]: Parameters<typeof sortRows<T>>
): Work<readonly T[]> {
  const compare = orderOf(columns, sort, rowKey)
  let runs: (readonly T[])[] = []
  for (let at = 0; at < rows.length; at += rowsBetweenPauses) {
    runs.push(rows.slice(at, at + rowsBetweenPauses).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const longer: (readonly T[])[] = []
    for (let at = 0; at < runs.length; at += 2)
      longer.push(yield* merged(runs[at]!, runs[at + 1] ?? [], compare))
    runs = longer
  }
  return runs[0] ?? []
}

function* merged<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Work<readonly T[]> {
  const all: T[] = []
  for (let left = 0, right = 0; all.length < a.length + b.length; ) {
    if (all.length % rowsBetweenPauses === rowsBetweenPauses - 1) yield
    const isRight = left === a.length || (right < b.length && compare(a[left]!, b[right]!) > 0)
    all.push(isRight ? b[right++]! : a[left++]!)
  }
  return all
}

/** How two rows stand to each other. */
function orderOf<T>(
  columns: readonly Column<T>[],
  sort: TableSort,
  rowKey: (row: T) => string,
): (a: T, b: T) => number {
  const primary = columns.find((column) => column.primary)
  const column = columns.find(({ key, compare }) => key === sort.key && compare) ?? primary
  const direction = sort.descending ? -1 : 1
  const byKey = (a: T, b: T) => (rowKey(a) < rowKey(b) ? -1 : 1)
  return (a, b) => order(column, a, b, direction) || order(primary, a, b, 1) || byKey(a, b)
}

function order<T>(column: Column<T> | undefined, a: T, b: T, direction: number): number {
  if (!column) return 0
  const last = column.isLast ? Number(column.isLast(a)) - Number(column.isLast(b)) : 0
  return last || direction * (column.compare?.(a, b) ?? 0)
}
