import { computed, watch } from 'vue'
import { visibleText } from '../../../main/shared/visibleText'
import type { Filtered } from '../filter/filter'
import { t } from '../i18n'
import { kept } from '../kept'
import { keepLongest, longestTexts } from '../table/fitColumns'
import type { TablePlace } from '../table/lines'
import { sortRows } from '../table/sortRows'
import { useListLines } from '../table/useListLines'
import { useTableLayout } from '../table/useTableLayout'
import { formatBytes } from '../text/quantities'
import { formatDateTime } from '../text/times'
import type { Kind } from './kind'

interface ListRowsOptions<T> {
  readonly kind: Kind<T>
  rows(): readonly T[]
  /** In ms since 1970. */
  now(): number
}

/** Pixels of a row's buttons: in a wide table they stand beside the columns, not over them. */
const actionsWidth = 156

const unfiltered = <T>(rows: readonly T[]): Filtered<T> => ({ rows, problems: [], why: () => null })

/** The rows of a list as a person has filtered, ordered and grouped them, and those that they chose. */
export function useListRows<T>({ kind, rows, now }: ListRowsOptions<T>) {
  const { fields, columns, rowKey, group } = kind
  const query = kept(`list.${kind.name}.query`, '')
  const longest = computed<Readonly<Record<string, number>>>((before) =>
    keepLongest(before, longestTexts(rows(), columns)),
  )
  const layout = useTableLayout<T>({
    name: kind.name,
    columns: () => columns,
    sort: kind.sort,
    longest: () => longest.value,
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
  const filtered = computed(
    () => filter.value?.filterRows(rows(), query.value, fields, time.value) ?? unfiltered(rows()),
  )
  const shown = computed(() => sortRows(filtered.value.rows, columns, layout.sort.value, rowKey))
  const lines = useListLines<T>({
    rows: () => shown.value,
    rowKey,
    groupOf: () => (layout.layout.value.grouped && group ? group.of : null),
    groupless: group?.none,
    closed: () => layout.closed.value,
    toggle: layout.toggleGroup,
  })

  const inSight = computed(() => new Set(layout.shown.value.map(({ key }) => key)))
  function note(row: T): string | null {
    const found = filtered.value.why(row, inSight.value)
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
      if (selected.value.size === 0) return
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
    /** Null while nothing is looked for, so that no row is asked. */
    note: computed(() => (query.value.trim() === '' ? undefined : note)),
    /** What is wrong with the query, a sentence each. */
    problems: computed(() =>
      filtered.value.problems.map((problem) => filter.value!.problemText(problem, fields)),
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
