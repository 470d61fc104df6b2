/** A heading over rows that belong together. */
export interface RowGroup {
  readonly key: string
  readonly label: string
  /** How many rows it has. */
  readonly count: number
}

/** A line of a table: a row, the heading of a group, or a row that is still being read. */
export interface TableLine<T> {
  /** Null while it is being read, and for the heading of a group. */
  readonly row: T | null
  readonly group?: RowGroup
  /** How deep it lies, from 1. */
  readonly depth: number
  /** Its place among its siblings, from 1, and how many they are. */
  readonly position: number
  readonly siblings: number
  readonly isOpen: boolean
}

/** Of what scrolls in a table, in pixels. */
export interface TableRoom {
  readonly width: number
  readonly height: number
}

/** Where one is in a table. */
export interface TablePlace {
  /** How far it is scrolled, in pixels. */
  readonly top: number
  /** The row that has the focus, or had it. */
  readonly key: string | null
  /** The room that it had: with it the first rows are drawn at once, in the columns that they keep. */
  readonly room?: TableRoom
}

/** Where a table takes its lines from: any number of them, of which it asks for those in sight. */
export interface Lines<T> {
  readonly count: number
  at(index: number): TableLine<T> | null
  /** The line of a row; -1 while it is not there. */
  indexOf(key: string): number
  /** The line of what a line lies in; -1 at the top. */
  parentOf(index: number): number
  /** Tells which lines are in sight, so that they can be read. */
  see(first: number, last: number): void
  open(index: number): void
  close(index: number): void
  /** Those of all rows, also of closed groups; only lists whose rows are all here have them, and only from those one can choose. */
  keys?(): readonly string[]
  /** Those of the rows of a group, whose heading is at this line. */
  keysIn?(index: number): readonly string[]
}
