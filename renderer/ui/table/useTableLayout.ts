import { computed, shallowRef } from 'vue'
import { remembered } from '../remember'
import type { Column, TableSort } from './column'
import {
  type ColumnLayout,
  fittingColumns,
  isRanged,
  orderedColumns,
  placeColumn,
  plainLayout,
  readLayout,
  resizeColumn,
  stepColumn,
  trackOf,
  wishOf,
} from './columnLayout'
import { type Lengths, widestUsual } from './fitColumns'
import { shareRoom, sum, type WidthWish } from './shareRoom'

interface TableLayoutOptions<T> {
  /** Under which the columns are remembered. */
  readonly name: string
  columns(): readonly Column<T>[]
  /** The order of rows until another one is chosen. */
  readonly sort?: TableSort
  /** Of the texts in a column; one that has none is as wide as it was declared. */
  lengths?(): Readonly<Record<string, Lengths>>
  /** Pixels at the end that are kept for what is done with a row, where the columns have what they usually need. */
  readonly end?: number
}

/** Pixels at the end of each row, under the button that opens the menu of columns; narrow tables have only the menus of headings. */
const endWidth = 26
/** The same where a row has a button there beside its menu, so that the longest date is not under it. */
const endWithButton = 40
const leastForEnd = 400
/** Closed groups that are remembered: what one part may remember has a limit, and the names of others may be gone for long. */
const mostClosed = 100

/** What a column has before the words of a row's buttons have any room: names are read more often than those are pressed. */
const beforeActions = ({ primary }: Column, { usual, longest }: WidthWish) =>
  primary ? Math.max(usual, Math.min(longest, widestUsual)) : usual

/** Another version may have written it: `readLayout` judges what there is. */
const isThere = (value: unknown): value is unknown => value !== undefined

/** The columns of a table as a person has arranged them; remembered by the table's name. */
export function useTableLayout<T>(options: TableLayoutOptions<T>) {
  const { name, columns, sort } = options
  const memory = remembered<unknown>(`list.${name}`, null, isThere)
  const layout = computed(() => readLayout(memory.value))
  /** A width that is being dragged. */
  const dragged = shallowRef<{ readonly key: string; readonly pixels: number } | null>(null)
  /** Of the table, and of the boxes that its rows are chosen with, in pixels. */
  const room = shallowRef({ width: Number.POSITIVE_INFINITY, boxes: 0 })

  function put(next: ColumnLayout) {
    memory.value = next
  }
  const all = computed(() => orderedColumns(columns(), layout.value))
  const end = computed(() => {
    if (room.value.width < leastForEnd) return 0
    return options.end ? endWithButton : endWidth
  })
  /** The very same as long as the columns are: rows are rendered again with another list. */
  const shown = computed<readonly Column<T>[]>((before) => {
    const taken = room.value.boxes + end.value
    const now = fittingColumns(all.value, layout.value, room.value.width, taken)
    const isSame = before?.length === now.length && before.every((column, index) => column === now[index])
    return isSame ? before : now
  })
  /** How the room is shared. */
  const shares = computed(() => {
    const { value: drag } = dragged
    const now = drag ? resizeColumn(layout.value, drag.key, drag.pixels) : layout.value
    const lengths = options.lengths?.() ?? {}
    const wishes = shown.value.map((column) => wishOf(column, now, lengths[column.key]))
    const { width, boxes } = room.value
    const wished = options.end ?? 0
    const spare = width - boxes - sum(shown.value.map((column, at) => beforeActions(column, wishes[at]!)))
    const hasActions = wished > 0 && spare >= wished
    const last = hasActions ? wished : end.value
    const widths = shareRoom(wishes, width - boxes - last)
    const own = shown.value.map((column, at) =>
      trackOf(column, now, lengths[column.key] || isRanged(column) ? widths[at] : undefined),
    )
    // What columns that fit their content leave is at the end.
    const isFilled = own.some((track) => track.includes('fr'))
    return { hasActions, tracks: [...own, isFilled ? `${last}px` : `minmax(${last}px, 1fr)`].join(' ') }
  })

  const sorted = computed(() => layout.value.sort ?? sort ?? { key: '', descending: false })

  return {
    room,
    layout,
    all,
    shown,
    tracks: computed(() => shares.value.tracks),
    /** Whether nothing lies where a row's buttons are. */
    hasActions: computed(() => shares.value.hasActions),
    sort: sorted,
    closed: computed(() => new Set(layout.value.closed)),
    /** Whether there is room for the menu's button. */
    hasEnd: computed(() => end.value > 0),
    isArranged: computed(() => {
      const { order, shown, widths } = layout.value
      return order.length + Object.keys(shown).length + Object.keys(widths).length > 0
    }),
    sortBy(key: string) {
      const first = columns().find((column) => column.key === key)?.descendingFirst === true
      const descending = sorted.value.key === key ? !sorted.value.descending : first
      put({ ...layout.value, sort: { key, descending } })
    },
    show(key: string, is: boolean) {
      put({ ...layout.value, shown: { ...layout.value.shown, [key]: is } })
    },
    place: (key: string, before: string | null) => put(placeColumn(columns(), layout.value, key, before)),
    step(key: string, by: -1 | 1) {
      const keys = shown.value.map((column) => column.key)
      put(stepColumn(columns(), layout.value, keys, key, by))
    },
    /** While it is dragged; `resize` ends that. */
    drag(key: string, pixels: number) {
      dragged.value = { key, pixels }
    },
    /** @param pixels null: as it was declared */
    resize(key: string, pixels: number | null) {
      dragged.value = null
      put(resizeColumn(layout.value, key, pixels))
    },
    toggleGroups: () => put({ ...layout.value, grouped: !layout.value.grouped }),
    toggleGroup(key: string) {
      const closed = new Set(layout.value.closed)
      if (!closed.delete(key)) closed.add(key)
      put({ ...layout.value, closed: [...closed].slice(-mostClosed) })
    },
    /** The columns as they were declared. */
    reset: () => put({ ...layout.value, order: plainLayout.order, shown: {}, widths: {} }),
  }
}

export type TableLayout<T> = ReturnType<typeof useTableLayout<T>>
