/** A line of a TreeTable; whatever rows it is made of. */
export interface TreeLine<T> {
  /** Null while it is being read. */
  readonly row: T | null
  /** How deep it lies, from 1. */
  readonly depth: number
  /** Its place among its siblings, from 1, and how many they are. */
  readonly position: number
  readonly siblings: number
  readonly isOpen: boolean
}

/** Where a TreeTable takes its lines from: any number of them, of which it asks for those in sight. */
export interface TreeLines<T> {
  readonly count: number
  at(index: number): TreeLine<T> | null
  /** The line of the directory that a line lies in; -1 at the top. */
  parentOf(index: number): number
  /** Tells which lines are in sight, so that they can be read. */
  see(first: number, last: number): void
  open(index: number): void
  close(index: number): void
}
