export interface TableColumn {
  readonly key: string
  readonly label: string
  /** A track of CSS grid: `120px`, `minmax(96px, 2fr)`. */
  readonly width: string
  /** Numbers stand at the end, in tabular figures. */
  readonly numeric?: boolean
  readonly sortable?: boolean
  /** The column is left out while the table is narrower than this, in pixels. */
  readonly hideBelow?: number
}
export interface TableSort {
  readonly key: string
  readonly descending: boolean
}
