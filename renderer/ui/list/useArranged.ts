import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import type { Field } from '../filter/field'
import type { Filtered } from '../filter/filter'
import { inSlices, type Work } from '../slices'
import type { Column, TableSort } from '../table/column'
import { sorting, sortRows } from '../table/sortRows'

/** What of which rows is to be shown. */
export interface Wish<T> {
  readonly rows: readonly T[]
  readonly query: string
  readonly sort: TableSort
  /** For ages, in ms since 1970. */
  readonly time: number
  /** What filters, once it is there. */
  readonly filter: typeof import('../filter') | null
}

export interface Arranged<T> {
  readonly filtered: Filtered<T>
  /** Those, in their order. */
  readonly shown: readonly T[]
}

interface ArrangedOptions<T> {
  wish(): Wish<T>
  readonly fields: readonly Field<T>[]
  readonly columns: readonly Column<T>[]
  rowKey(row: T): string
}

/** With more rows than this a person would notice how long it takes, on a machine that has other things to do. */
export const longest = 3000

const unfiltered = <T>(rows: readonly T[]): Filtered<T> => ({ rows, problems: [], why: () => null })

/**
 * Rows filtered and in their order: at once, unless they are very many. Those are arranged in short tasks while what was there
 * before stays; null until that was done once.
 */
export function useArranged<T>({
  wish,
  fields,
  columns,
  rowKey,
}: ArrangedOptions<T>): Readonly<Ref<Arranged<T> | null>> {
  const wished = computed(wish)
  const isLong = computed(() => wished.value.rows.length > longest)
  const here = computed<Arranged<T> | null>(() => {
    if (isLong.value) return null
    const { rows, query, sort, time, filter } = wished.value
    const filtered = filter?.filterRows(rows, query, fields, time) ?? unfiltered(rows)
    return { filtered, shown: sortRows(filtered.rows, columns, sort, rowKey) }
  })
  function* arranging({ rows, query, sort, time, filter }: Wish<T>): Work<Arranged<T>> {
    const filtered = filter ? yield* filter.filtering(rows, query, fields, time) : unfiltered(rows)
    return { filtered, shown: yield* sorting(filtered.rows, columns, sort, rowKey) }
  }

  const later = shallowRef<Arranged<T> | null>(null)
  let current: { readonly wish: Wish<T>; readonly abort: AbortController } | null = null
  /** One after the other as long as there is another wish: changes that never end must not keep all from being shown. */
  async function arrange(abort: AbortController) {
    let done: Wish<T> | null = null
    while (done !== wished.value && isLong.value) {
      done = wished.value
      current = { wish: done, abort }
      const arranged = await inSlices(arranging(done), abort.signal)
      if (!arranged) return
      later.value = arranged
    }
    current = null
  }
  function drop() {
    current?.abort.abort()
    current = null
  }
  watch(
    wished,
    (now) => {
      if (!isLong.value) {
        drop()
        later.value = null
        return
      }
      // What differs in its rows alone has its turn next; another question makes the old one void.
      if (current && asksTheSame(current.wish, now)) return
      drop()
      void arrange(new AbortController())
    },
    { immediate: true },
  )
  onScopeDispose(drop)
  // Of a list that was empty nothing is left to be shown: it would say that nothing fits.
  const kept = (before: Arranged<T> | null | undefined) => (before && before.shown.length > 0 ? before : null)
  return computed<Arranged<T> | null>((before) => here.value ?? later.value ?? kept(before))
}

function asksTheSame<T>(a: Wish<T>, b: Wish<T>): boolean {
  return (
    a.query === b.query &&
    a.filter === b.filter &&
    a.sort.key === b.sort.key &&
    a.sort.descending === b.sort.descending
  )
}
