/** Pixels that stay free above and below. */
const margin = 24

/**
 * Where the upper edge of something is that was in the middle of the window and has another height by now. What is looked at
 * stays where it is: the buttons of a question, else what stands above what has grown. Only what has no room moves the rest.
 * @param box where it is, of what height it is now, and how high the window is; pixels
 * @param holdsEnd its lower edge stays
 */
export function nextTop(
  box: { readonly top: number; readonly before: number; readonly height: number; readonly room: number },
  holdsEnd: boolean,
): number {
  const { top, before, height, room } = box
  const wished = holdsEnd ? top + before - height : top
  return Math.max(margin, Math.min(wished, room - margin - height))
}

/**
 * Keeps a box where it was when it grows or shrinks; a window of another size has it in its middle again.
 * @returns what ends that
 */
export function keepPlace(box: HTMLElement, holdsEnd: boolean): () => void {
  let place: { readonly top: number; readonly height: number; readonly room: string } | null = null
  function put() {
    const height = box.offsetHeight
    const [width, room] = [window.innerWidth, window.innerHeight]
    const now = `${width} ${room}`
    const isNew = place?.room !== now
    const top = isNew
      ? Math.max(0, (room - height) / 2)
      : nextTop({ top: place!.top, before: place!.height, height, room }, holdsEnd)
    place = { top, height, room: now }
    box.style.top = `${Math.round(top)}px`
    box.style.translate = '-50% 0'
  }
  const observer = new ResizeObserver(put)
  observer.observe(box)
  window.addEventListener('resize', put)
  return () => {
    observer.disconnect()
    window.removeEventListener('resize', put)
  }
}
