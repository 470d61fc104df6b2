import { computed, shallowRef, watch } from 'vue'
import { visibleText } from '../../../main/shared/visibleText'
import { t } from '../i18n'
import { kept } from '../kept'
import { keepLongest, type Lengths, textLengths } from '../table/fitColumns'
import type { TablePlace } from '../table/lines'
import { useListLines } from '../table/useListLines'
import { useTableLayout } from '../table/useTableLayout'
import { formatBytes } from '../text/quantities'
import { formatDateTime } from '../text/times'
import type { Kind, Sight } from './kind'
import { useArranged } from './useArranged'

interface ListRowsOptions<T> {
  readonly kind: Kind<T>
  rows(): readonly T[]
  /** In ms since 1970. */
  now(): number
  /** Told what is in sight, whenever that is something else. */
  see?(sight: Sight<T>): void
}

/** Of a longer list the beginning stands for all: columns are not fitted to rows that nobody may ever come to. */
const mostMeasured = 3000
/** Pixels of a row's buttons: where there is room they stand beside the columns, else there are fewer of them. */
const actionsWidth = 188

/** The rows of a list as a person has filtered, ordered and grouped them, and those that they chose. */
export function useListRows<T>({ kind, rows, now, see }: ListRowsOptions<T>) {
  const { fields, columns, rowKey, group } = kind
  const query = kept(`list.${kind.name}.query`, '')
  const lengths = computed<Readonly<Record<string, Lengths>>>((before) =>
    keepLongest(before, textLengths(rows().slice(0, mostMeasured), columns)),
  )
  const layout = useTableLayout<T>({
    name: kind.name,
    columns: () => columns,
    sort: kind.sort,
    lengths: () => lengths.value,
    end: actionsWidth,
  })

  /** Ages are looked at only where one can be asked for, else each tick would filter all rows again. */
  const time = computed(() => (query.value.includes(':') ? now() : 0))
  /** Read when something is first asked for: nothing of it is on the way to the first paint. */
  const filter = kept<typeof import('../filter') | null>('list.filter', null)
  watch(
    query,
    async (text) => {
      if (text !== '') filter.value ??= await import('../filter')
    },
    { immediate: true },
  )
  const arranged = useArranged<T>({
    wish: () => ({
      rows: rows(),
      query: query.value,
      sort: layout.sort.value,
      time: time.value,
      filter: filter.value,
    }),
    fields,
    columns,
    rowKey,
  })
  const shown = computed(() => arranged.value?.shown ?? [])
  const range = shallowRef({ first: 0, last: -1 })
  const lines = useListLines<T>({
    see(first, last) {
      range.value = { first, last }
    },
    rows: () => shown.value,
    rowKey,
    groupOf: () => (layout.layout.value.grouped && group ? group.of : null),
    groupless: group?.none,
    closed: () => layout.closed.value,
    toggle: layout.toggleGroup,
  })

  const sight = computed<Sight<T>>(() => {
    const { first, last } = range.value
    const rows: T[] = []
    for (let index = first; index <= last; index++) {
      const row = lines.at(index)?.row
      if (row !== null && row !== undefined) rows.push(row)
    }
    return { rows, columns: layout.shown.value.map(({ key }) => key), sorted: layout.sort.value.key }
  })
  if (see) watch(sight, see, { immediate: true })

  const inSight = computed(() => new Set(layout.shown.value.map(({ key }) => key)))
  function note(row: T): string | null {
    const found = arranged.value?.filtered.why(row, inSight.value)
    if (!found) return null
    const { field, value } = found
    const text =
      field.kind === 'bytes'
        ? formatBytes(Number(value))
        : field.kind === 'age'
          ? formatDateTime(Number(value))
          : visibleText(String(value))
    return t('ui.filter.why', { field: field.label, value: text })
  }

  const selected = kept<ReadonlySet<string>>(`list.${kind.name}.selected`, new Set())
  const clear = () => {
    selected.value = new Set()
  }
  // What leaves the list leaves the selection, also while one was elsewhere.
  watch(
    shown,
    (present) => {
      if (selected.value.size === 0 || arranged.value === null) return
      const keys = new Set(present.map(rowKey))
      const left = [...selected.value].filter((key) => keys.has(key))
      if (left.length !== selected.value.size) selected.value = new Set(left)
    },
    { immediate: true },
  )

  return {
    query,
    layout,
    lines,
    shown,
    /** So many rows are arranged for the first time. */
    arranging: computed(() => arranged.value === null),
    /** Null while nothing is looked for, so that no row is asked. */
    note: computed(() => (query.value.trim() === '' ? undefined : note)),
    /** What is wrong with the query, a sentence each. */
    problems: computed(() =>
      (arranged.value?.filtered.problems ?? []).map((problem) => filter.value!.problemText(problem, fields)),
    ),
    selected,
    chosen: computed(() =>
      selected.value.size === 0 ? [] : shown.value.filter((row) => selected.value.has(rowKey(row))),
    ),
    clear,
    /** Where one was in the table. */
    place: kept<TablePlace>(`list.${kind.name}.place`, { top: 0, key: null }),
  }
}
