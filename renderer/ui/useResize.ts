import type { Ref } from 'vue'

interface Resizable {
  /** In pixels. */
  readonly size: Ref<number>
  smallest(): number
  largest(): number
  /** The handle is at the start of what it resizes: `x` makes it wider to the left, `y` higher to the top. */
  readonly along: 'x' | 'y'
}

const stepBy = 24
const larger = { x: 'ArrowLeft', y: 'ArrowUp' } as const
const smaller = { x: 'ArrowRight', y: 'ArrowDown' } as const

/** A part of the window whose size is changed by a handle that is dragged, or moved with keys (ARIA: window splitter). */
export function useResize({ size, smallest, largest, along }: Resizable) {
  const place = (event: PointerEvent) => (along === 'x' ? event.clientX : event.clientY)

  function set(pixels: number) {
    size.value = Math.round(Math.max(smallest(), Math.min(pixels, largest())))
  }
  return {
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
      const moves: Readonly<Record<string, number>> = {
        [larger[along]]: size.value + stepBy,
        [smaller[along]]: size.value - stepBy,
        Home: smallest(),
        End: largest(),
      }
      const to = moves[event.key]
      if (to === undefined) return
      event.preventDefault()
      set(to)
    },
  }
}
