import { computed, nextTick, onMounted, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { heightOf, isExact, type ListPlace, lineHeight, listPlaceAt, moved, topOf } from './listPlace'

interface LineListOptions {
  range(): { readonly first: number; readonly end: number; readonly turn: number }
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  /** The element that holds the lines in sight, one child each. */
  readonly rows: Readonly<Ref<HTMLElement | null>>
  /** Lines are as tall as their text needs. */
  tall(): boolean
  /** Something is being looked at: at the end the view stands still all the same. */
  stays(): boolean
}

const overscan = 30
/** A smooth scroll that was under way when following was asked for runs on for so long, in ms; it must not end it again. */
const settling = 300
/** Up to so many lines all are there. */
export const smallList = 300

/** A list of lines by their numbers, however many: following shows the newest, else it stands still on a line. */
export function useLineList({ range, scroller, rows, tall, stays }: LineListOptions) {
  const follow = ref(true)
  const place = shallowRef<ListPlace>({ number: 0, shift: 0 })
  const height = ref(600)
  const isSmall = computed(() => range().end - range().first <= smallList)
  const onScreen = computed(() => Math.ceil(height.value / lineHeight))
  /** The lines that are drawn: from one up to another. */
  const drawn = computed(() => {
    const { first, end } = range()
    if (isSmall.value) return { from: first, to: end }
    if (follow.value) return { from: Math.max(first, end - onScreen.value - overscan), to: end }
    const { number } = place.value
    return {
      from: Math.max(first, Math.min(number, end - onScreen.value) - overscan),
      to: Math.min(end, number + onScreen.value + overscan),
    }
  })
  let lastTop = 0
  let followedAt = Number.NEGATIVE_INFINITY
  const room = () => (scroller.value ? scroller.value.scrollHeight - scroller.value.clientHeight : 0)
  const childAt = (number: number) =>
    rows.value?.children[number - drawn.value.from] as HTMLElement | undefined
  const heightOfLine = (number: number) => childAt(number)?.offsetHeight ?? lineHeight

  function setTop(top: number) {
    const element = scroller.value
    if (!element) return
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top
    lastTop = element.scrollTop
  }

  /** Puts the lines where they belong in the view. */
  function layOut() {
    const [element, inner] = [scroller.value, rows.value]
    if (!element || !inner) return
    if (isSmall.value) {
      inner.style.transform = ''
      if (follow.value) setTop(room())
      return
    }
    const free = element.clientHeight - inner.offsetHeight
    let y = free
    if (!follow.value) {
      const child = childAt(place.value.number)
      y = -((child?.offsetTop ?? 0) + place.value.shift)
      if (drawn.value.to === range().end) y = Math.max(y, free)
    }
    inner.style.transform = `translateY(${Math.min(0, y)}px)`
    if (follow.value) setTop(room())
  }

  /** Which line is at the top of what is drawn now. */
  function placeDrawn(): ListPlace {
    const top = scroller.value?.getBoundingClientRect().top ?? 0
    const children = rows.value?.children ?? []
    for (let index = 0; index < children.length; index++) {
      const box = children[index]!.getBoundingClientRect()
      if (box.bottom > top) return { number: drawn.value.from + index, shift: Math.max(0, top - box.top) }
    }
    return place.value
  }

  function leaveEnd() {
    if (!follow.value) return
    place.value = placeDrawn()
    follow.value = false
  }

  function selection(): string {
    const chosen = document.getSelection()
    return chosen && scroller.value?.contains(chosen.anchorNode) ? chosen.toString() : ''
  }

  function scrolled() {
    const element = scroller.value
    if (!element) return
    const top = element.scrollTop
    const by = top - lastTop
    if (by === 0) return
    lastTop = top
    const atEnd = room() - top < 6
    if (by > 0 && atEnd && !follow.value && !stays() && !selection()) {
      follow.value = true
      return
    }
    if (follow.value) {
      if (by > 0 || atEnd) return
      if (performance.now() - followedAt < settling) return setTop(room())
      leaveEnd()
      if (isSmall.value) return
    }
    if (isSmall.value) place.value = placeDrawn()
    else if (top <= 0) place.value = { number: range().first, shift: 0 }
    else if (isExact(range(), tall()) || Math.abs(by) > 3 * height.value)
      place.value = listPlaceAt(range(), top, room(), tall(), onScreen.value)
    else place.value = moved(range(), place.value, by, heightOfLine)
  }
  /** Where a pixel of the bar is none of the list the bar is put right once it stands still. */
  function settled() {
    if (follow.value || isSmall.value || isExact(range(), tall())) return
    setTop(topOf(range(), place.value, room(), tall(), onScreen.value))
  }

  watch(
    () => [range().first, range().end, range().turn, tall(), isSmall.value] as const,
    async ([first, , turn, isTall], [firstBefore, , turnBefore, wasTall]) => {
      if (turn !== turnBefore) follow.value = true
      await nextTick()
      if (follow.value) return layOut()
      if (first !== firstBefore || isTall !== wasTall)
        setTop(topOf(range(), place.value, room(), tall(), onScreen.value))
      layOut()
    },
  )
  watch([drawn, place, follow], layOut, { flush: 'post' })
  watch(follow, (on) => {
    if (!on) return
    followedAt = performance.now()
    void nextTick(layOut)
  })

  const observer = new ResizeObserver(() => {
    height.value = scroller.value?.clientHeight || height.value
    layOut()
  })
  onMounted(() => {
    if (scroller.value) observer.observe(scroller.value)
    if (rows.value) observer.observe(rows.value)
    layOut()
  })
  onScopeDispose(() => observer.disconnect())

  const pauseForSelection = () => {
    if (follow.value && selection() !== '') leaveEnd()
  }
  document.addEventListener('selectionchange', pauseForSelection)
  onScopeDispose(() => document.removeEventListener('selectionchange', pauseForSelection))

  return {
    follow,
    drawn,
    onScreen,
    isSmall,
    /** Of all lines, in pixels; null where they are all there. */
    totalHeight: computed(() => (isSmall.value ? null : heightOf(range()))),
    viewHeight: computed(() => height.value),
    place: computed(() => place.value),
    scrolled,
    settled,
    selection,
    leaveEnd,
    /** To be called with a key that leads up. */
    upwards: () => room() > 0 && leaveEnd(),
    /** To be called with each turn of the wheel: up means away from the end, however fast that moves on. */
    wheeled({ deltaY, ctrlKey }: WheelEvent) {
      if (deltaY < 0 && !ctrlKey && room() > 0) leaveEnd()
    },
    /** Stands still on the line with this number, in the middle of the view. */
    async standOn(number: number) {
      follow.value = false
      const { first } = range()
      place.value = { number: Math.max(first, number - Math.floor(onScreen.value / 2)), shift: 0 }
      await nextTick()
      if (isSmall.value) childAt(number)?.scrollIntoView({ block: 'center' })
      else setTop(topOf(range(), place.value, room(), tall(), onScreen.value))
      lastTop = scroller.value?.scrollTop ?? 0
      layOut()
    },
  }
}
