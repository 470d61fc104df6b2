import type { Field } from '../filter/field'
import type { Column, TableSort } from '../table/column'
import type { Action } from './action'

/** A kind of object as its list shows it. */
export interface Kind<T> {
  /** Under which its columns are remembered. */
  readonly name: string
  readonly title: string
  readonly filterLabel: string
  readonly filterHint: string
  /** What is said when none of `n` fits the filter. @param isTyped words were typed: fewer of them may find more */
  noMatch(n: string, isTyped: boolean): string
  /** The accessible name of the bar of what is selected. */
  readonly bulkLabel: string
  rowKey(row: T): string
  rowName(row: T): string
  readonly columns: readonly Column<T>[]
  readonly fields: readonly Field<T>[]
  readonly sort: TableSort
  /** What rows can be grouped by. */
  readonly group?: {
    readonly label: string
    /** Of those that belong to nothing. */
    readonly none: string
    /** `''`: it belongs to nothing. */
    of(row: T): string
  }
}

/** What of a list is in sight. */
export interface Sight<T> {
  /** From the first to the last that can be seen. */
  readonly rows: readonly T[]
  readonly columns: readonly string[]
  /** The column that rows are ordered by. */
  readonly sorted: string
}

/** Something that is being done with many. */
export interface BulkProgress {
  /** The verb. */
  readonly label: string
  readonly done: number
  readonly of: number
}

/** What can be done with the groups of a list. @template G a whole group, as actions take it */
export interface GroupActions<G> {
  readonly actions: readonly Action<G>[]
  /** The group of this key, with all that belongs to it, whatever is filtered; undefined where nothing can be done with it. */
  of(key: string): G | undefined
  name(group: G): string
  /** What is known of it in a few words, beside the number of its rows: `3 running`. */
  about?(group: G): string | null
  act(action: Action<G>, group: G): void
}
