import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/vue-virtual'
import { computed, nextTick, onMounted, type Ref } from 'vue'
import type { TablePlace, TableRoom } from './lines'

/** In pixels, as TableHeader and the rows are drawn. */
const rowHeight = 32
const headerHeight = 30

interface TableRowsOptions {
  /** What scrolls: the header, which stays on top, and the rows. */
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  /** Told how much room there is, and whenever that changes. */
  measured(room: TableRoom): void
  count(): number
  /** The one row that the Tab key reaches. */
  reachable(): number
  /** Where one was in it. */
  readonly start: TablePlace
}

/** The rows of a table that are in sight, and the ways from one row to another. */
export function useTableRows({ scroller, measured, count, reachable, start }: TableRowsOptions) {
  if (start.room) measured(start.room)
  onMounted(() => {
    // To set it lays out the page, also where it is what it was.
    if (scroller.value && start.top > 0) scroller.value.scrollTop = start.top
  })
  /** Once the page has been laid out anyway: to ask before costs a layout of its own. */
  function observeRoom(
    { scrollElement }: Virtualizer<HTMLElement, Element>,
    tell: (room: TableRoom) => void,
  ) {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      measured({ width, height })
      tell({ width, height: Math.round(height) })
    })
    if (scrollElement) observer.observe(scrollElement)
    return () => observer.disconnect()
  }

  /**
   * The row with the focus stays in the page wherever the list is scrolled, else the focus would be lost. A new function for
   * each such row: only so does the virtualizer look again, and a row far away is there when it is to get the focus.
   */
  const shownIndexes = computed(() => {
    const kept = reachable()
    return (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const shown = defaultRangeExtractor(range)
      if (kept >= range.count || shown.includes(kept)) return shown
      return kept < shown[0]! ? [kept, ...shown] : [...shown, kept]
    }
  })
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: count(),
      getScrollElement: () => scroller.value,
      estimateSize: () => rowHeight,
      scrollMargin: headerHeight,
      scrollPaddingStart: headerHeight,
      initialOffset: start.top,
      initialRect: start.room,
      observeElementRect: observeRoom,
      overscan: 10,
      rangeExtractor: shownIndexes.value,
    })),
  )

  async function focusReachable() {
    await nextTick()
    scroller.value?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true })
  }

  return {
    /** Of all rows, as CSS has it. */
    height: computed(() => `${count() * rowHeight}px`),
    virtualizer,
    /** Gives the focus to the row that the Tab key reaches, once it is in the page. */
    focusReachable,
    /** Scrolls there too. */
    reveal() {
      virtualizer.value.scrollToIndex(reachable())
      return focusReachable()
    },
    /** The row that a key leads to from another one; undefined where it leads to none. */
    rowAt(key: string, from: number): number | undefined {
      const inSight = Math.floor(((scroller.value?.clientHeight ?? 0) - headerHeight) / rowHeight)
      const page = Math.max(1, inSight - 1)
      const last = count() - 1
      const moves: Record<string, number> = {
        ArrowDown: from + 1,
        ArrowUp: from - 1,
        PageDown: from + page,
        PageUp: from - page,
        Home: 0,
        End: last,
      }
      const to = moves[key]
      return to === undefined ? undefined : Math.max(0, Math.min(to, last))
    },
  }
}
