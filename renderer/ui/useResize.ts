import { isNumber, remembered } from './remember'

interface Resizable {
  /** Under which the size is remembered. */
  readonly key: string
  /** Pixels. */
  readonly initial: number
  readonly smallest: number
  /** The handle is at the start of what it resizes: `x` makes it wider to the left, `y` higher to the top. */
  readonly along: 'x' | 'y'
  /** The part of the window that it takes at most, whatever was remembered of a larger one. */
  readonly most: number
}

const stepBy = 24
const larger = { x: 'ArrowLeft', y: 'ArrowUp' } as const
const smaller = { x: 'ArrowRight', y: 'ArrowDown' } as const

/** The size of a part of the window, by a handle that is dragged or moved with the arrow keys. */
export function useResize({ key, initial, smallest, along, most }: Resizable) {
  const size = remembered(key, initial, isNumber)
  const place = (event: PointerEvent) => (along === 'x' ? event.clientX : event.clientY)

  function set(pixels: number) {
    const whole = along === 'x' ? window.innerWidth : window.innerHeight
    size.value = Math.round(Math.max(smallest, Math.min(pixels, whole * most)))
  }
  return {
    size,
    reset: () => set(initial),
    drag(event: PointerEvent) {
      const handle = event.currentTarget as HTMLElement
      const [from, start] = [place(event), size.value]
      handle.setPointerCapture(event.pointerId)
      const move = (at: PointerEvent) => set(start + from - place(at))
      const end = () => {
        handle.removeEventListener('pointermove', move)
        handle.removeEventListener('lostpointercapture', end)
      }
      handle.addEventListener('pointermove', move)
      handle.addEventListener('lostpointercapture', end)
    },
    nudge(event: KeyboardEvent) {
      const step = event.key === larger[along] ? stepBy : event.key === smaller[along] ? -stepBy : 0
      if (!step) return
      event.preventDefault()
      set(size.value + step)
    },
  }
}
