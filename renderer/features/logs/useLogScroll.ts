import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/vue-virtual'
import { computed, nextTick, onMounted, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import type { ShownLine } from './logBuffer'

const lineHeight = 18
const overscan = 12
/** A smooth scroll that was under way when following was asked for runs on for so long, in ms; it must not end it again. */
const settling = 300

interface LogScrollOptions {
  /** What is held of the log, oldest first. */
  lines(): readonly ShownLine[]
  /** Changes when the log was read anew, and all lines are others. */
  turn(): number
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  /** Lines are as tall as their text needs. */
  readonly wrap: Readonly<Ref<boolean>>
  /** At the end the view stands still all the same. */
  stays(): boolean
}

/** Following shows the newest lines. Otherwise the view stands still on the lines that were there. */
export function useLogScroll({ lines, turn, scroller, wrap, stays }: LogScrollOptions) {
  const follow = ref(true)
  const frozen = shallowRef<readonly ShownLine[] | null>(null)
  const shown = computed(() => frozen.value ?? lines())
  const newLines = computed(() => {
    if (!frozen.value) return 0
    return Math.max(0, (lines().at(-1)?.number ?? -1) - (frozen.value.at(-1)?.number ?? -1))
  })
  let followedAt = 0
  watch(follow, (on) => {
    frozen.value = on ? null : lines()
    if (!on) return
    followedAt = performance.now()
    void toEnd()
  })

  /** While following, what shows is the end, whatever the scroll position was when it was last looked at. */
  function newest({ count }: Range): number[] {
    const room = Math.ceil((scroller.value?.clientHeight ?? 600) / lineHeight) + overscan
    const from = Math.max(0, count - room)
    return Array.from({ length: count - from }, (_, index) => from + index)
  }
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: shown.value.length,
      getScrollElement: () => scroller.value,
      estimateSize: () => lineHeight,
      overscan,
      getItemKey: (index: number) => shown.value[index]?.number ?? index,
      rangeExtractor: follow.value ? newest : defaultRangeExtractor,
    })),
  )
  const totalHeight = computed(() => virtualizer.value.getTotalSize())
  watch(wrap, async () => {
    virtualizer.value.measure()
    if (follow.value) await toEnd()
  })

  async function toEnd() {
    await nextTick()
    const element = scroller.value
    // The person may have scrolled away meanwhile.
    if (element && follow.value) element.scrollTop = element.scrollHeight
  }
  // Lines that were measured taller move the end too, so it is the height that is followed.
  watch([lines, totalHeight], () => follow.value && toEnd(), { flush: 'post' })
  onMounted(toEnd)

  let lastTop = 0
  function scrolled() {
    const element = scroller.value
    // The last of its events may come when it is gone.
    if (!element) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 6
    if (follow.value && !atEnd && element.scrollTop < lastTop) {
      if (followedAt > 0 && performance.now() - followedAt < settling) void toEnd()
      else follow.value = false
    } else if (!follow.value && atEnd && element.scrollTop > lastTop && !stays() && !selection())
      follow.value = true
    lastTop = element.scrollTop
  }
  function selection(): string {
    const chosen = document.getSelection()
    return chosen && scroller.value?.contains(chosen.anchorNode) ? chosen.toString() : ''
  }
  const pauseForSelection = () => {
    if (follow.value && selection() !== '') follow.value = false
  }
  document.addEventListener('selectionchange', pauseForSelection)
  onScopeDispose(() => document.removeEventListener('selectionchange', pauseForSelection))

  /** The line that is to stand at the top again after earlier ones were put before it. */
  let anchor: ShownLine | null = null
  function topLine(): ShownLine | undefined {
    const index = virtualizer.value.getVirtualItemForOffset(scroller.value?.scrollTop ?? 0)?.index
    return shown.value[index ?? 0]
  }
  watch([turn, lines] as const, async ([nowTurn, now], [before]) => {
    if (nowTurn === before && !isReadAnew(now)) return
    const place = anchor ?? (frozen.value ? topLine() : undefined)
    anchor = null
    if (!place || follow.value) return
    const index = now.findIndex(({ at, text }) => at === place.at && text === place.text)
    // What the person stood on is not there any more.
    if (index < 0) follow.value = true
    else frozen.value = now
    await nextTick()
    if (index >= 0) virtualizer.value.scrollToIndex(index, { align: 'start' })
  })
  /** A reading whose lines are counted from the beginning again. */
  function isReadAnew(now: readonly ShownLine[]): boolean {
    const newest = frozen.value?.at(-1)
    return newest !== undefined && now.length > 0 && now.at(-1)!.number < newest.number
  }

  return {
    follow,
    shown,
    /** How many have come since the view stands still. */
    newLines,
    /** The lines in sight: each with its index, and the pixels that it stands below the first. */
    items: computed(() =>
      virtualizer.value.getVirtualItems().filter((item) => item.index < shown.value.length),
    ),
    /** Of all lines, in pixels. */
    totalHeight,
    /** To be given the element of each line in sight. */
    measure(element: unknown) {
      if (wrap.value && element) virtualizer.value.measureElement(element as HTMLElement)
    },
    /** To be called with each scroll. */
    scrolled,
    /** To be called when the person does something: it counts again from now on. */
    settled() {
      followedAt = 0
    },
    /**
     * To be called with each turn of the wheel. Up means away from the end, however fast that moves on: between two frames more may
     * have come than was scrolled.
     */
    wheeled({ deltaY, ctrlKey }: WheelEvent) {
      followedAt = 0
      const element = scroller.value
      if (deltaY < 0 && !ctrlKey && element && element.scrollHeight > element.clientHeight)
        follow.value = false
    },
    /** The text that the person has chosen in the log. */
    selection,
    /** After earlier lines were put in front, the line that stands at the top is to be there again. */
    keepTop() {
      anchor = shown.value[0] ?? null
      follow.value = false
    },
    /** Shows what has come since the view stands still, where it stands. */
    catchUp() {
      if (frozen.value) frozen.value = lines()
    },
    /** Stands still on the line with this number. */
    async standOn(line: number) {
      follow.value = false
      const index = line - (shown.value[0]?.number ?? 0)
      await nextTick()
      virtualizer.value.scrollToIndex(index, { align: 'center' })
    },
  }
}
