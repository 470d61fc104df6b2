/** A column as a list declares it; a slot `cell-key` or `text` shows its cells. */
export interface Column<T = never> {
  readonly key: string
  readonly label: string
  /** A track of CSS grid: `120px`, `minmax(96px, 2fr)`. In a list a flexible one is no wider than its `text`. */
  readonly width: string
  /** Numbers stand at the end, in tabular figures. */
  readonly numeric?: boolean
  /** What its cells say; shown where no slot shows them. */
  text?(row: T): string
  /** The ascending order; a column that has one can be sorted by. */
  compare?(a: T, b: T): number
  /** The first press sorts it downwards: of times the newest is wanted first. */
  readonly descendingFirst?: boolean
  /** It can be sorted by, though the order is made elsewhere. */
  readonly sortable?: boolean
  /** Rows that come last whichever way the others run: those that have nothing there. */
  isLast?(row: T): boolean
  /** It names the row: it is always shown, and its order decides between equals. */
  readonly primary?: boolean
  /** Its longest text is as good as any of them: what is cut of a few words that are all different tells nothing. */
  readonly whole?: boolean
  /** It is not shown until it is chosen. */
  readonly hidden?: boolean
  /** Though it is hidden it is shown in a table that is this wide, in pixels, until it is chosen otherwise. */
  readonly shownFrom?: number
  /** What ascends in its order is called descending: the youngest come first, and the latest dates. */
  readonly countsDown?: boolean
  /** The column is left out while the table is narrower than this, in pixels. */
  readonly hideBelow?: number
}

export interface TableSort {
  readonly key: string
  readonly descending: boolean
}

export function isSortable(column: Column): boolean {
  return column.sortable === true || column.compare !== undefined
}
