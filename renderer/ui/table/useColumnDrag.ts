import { shallowRef } from 'vue'

interface ColumnDragOptions {
  /** The headings that are shown, from left to right. */
  headings(): readonly { readonly key: string; readonly element: HTMLElement }[]
  place(key: string, before: string | null): void
  drag(key: string, pixels: number): void
  resize(key: string, pixels: number): void
}

/** Pixels that a pointer may tremble before a press becomes a drag. */
const slack = 5

/** Moving columns, and making them wider, with a pointer. Escape lets go. */
export function useColumnDrag({ headings, place, drag, resize }: ColumnDragOptions) {
  /** The column that is being moved, and which one it would stand in front of; null for the end. */
  const target = shallowRef<{ readonly key: string; readonly before: string | null } | null>(null)

  function placeAt(x: number): string | null {
    const next = headings().find(({ element }) => {
      const { left, width } = element.getBoundingClientRect()
      return x < left + width / 2
    })
    return next?.key ?? null
  }
  function startMove(event: PointerEvent, key: string) {
    if (event.button !== 0) return
    follow(event, {
      move(at) {
        target.value = { key, before: placeAt(at.clientX) }
      },
      end(isDone) {
        const now = target.value
        target.value = null
        if (isDone && now) place(key, now.before)
      },
    })
  }
  function startResize(event: PointerEvent, key: string, width: number) {
    if (event.button !== 0) return
    let pixels = width
    follow(event, {
      move(at) {
        pixels = width + at.clientX - event.clientX
        drag(key, pixels)
      },
      end: (isDone) => resize(key, isDone ? pixels : width),
    })
  }
  return { target, startMove, startResize }
}

interface Drag {
  move(event: PointerEvent): void
  /** @param isDone false when it was let go of */
  end(isDone: boolean): void
}

/** Follows a pointer from a press to its release; nothing happens unless it is moved. */
function follow(start: PointerEvent, { move, end }: Drag) {
  const listening = new AbortController()
  const { signal } = listening
  let isDragged = false
  function stop(isDone: boolean) {
    listening.abort()
    if (!isDragged) return
    // The click that ends a drag, if there is one, is no click on what lies under it.
    const swallow = (event: MouseEvent) => event.stopPropagation()
    addEventListener('click', swallow, { capture: true })
    setTimeout(() => removeEventListener('click', swallow, { capture: true }))
    end(isDone)
  }
  addEventListener(
    'pointermove',
    (event) => {
      isDragged ||= Math.abs(event.clientX - start.clientX) > slack
      if (isDragged) move(event)
    },
    { signal },
  )
  addEventListener('pointerup', () => stop(true), { signal })
  addEventListener('pointercancel', () => stop(false), { signal })
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      stop(false)
    },
    { signal, capture: true },
  )
}
