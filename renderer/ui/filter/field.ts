import type { QuantityKind } from './quantity'

export type FieldValue = string | number

/** Something that rows of a list can be filtered by: `state:exited`, `size:>100MB`. */
export interface Field<T> {
  /** As it is typed, in lower case. */
  readonly key: string
  /** What it is, for those who choose it and in the note that says why a row is there. */
  readonly label: string
  /** All that is not text can be compared. Values of an age are moments, in ms since 1970. */
  readonly kind?: 'text' | QuantityKind
  /** What a row has of it; several, or none where it is not known. */
  values(row: T): readonly FieldValue[]
  /** Where in a text what is typed has to stand; anywhere unless said. */
  readonly match?: 'start' | 'anywhere'
  /** Words without a field are looked for here too, or those of them (in lower case) that are of its kind. */
  readonly words?: boolean | ((word: string) => boolean)
  /** The column that shows it. */
  readonly column?: string
  /** Whether that column shows this very value; if not said, it shows all. */
  isShown?(row: T, value: FieldValue): boolean
}
