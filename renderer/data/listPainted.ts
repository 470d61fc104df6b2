let painted = () => {}
/** Resolves once the first list of containers is on the screen; of an engine that is off there is none. */
export const firstListPainted = new Promise<void>((resolve) => {
  painted = resolve
})

/**
 * Leaves word, once, that the first list of containers is on the screen: main then says that Slipway is ready, and
 * the benchmarks read the time. Two steps, for a frame is painted only after its animation callbacks.
 */
export function announceList(): void {
  const root = document.documentElement
  if (root.dataset.ready) return
  performance.mark('list-there')
  requestAnimationFrame(() => {
    setTimeout(() => {
      performance.mark('list-painted')
      root.dataset.ready = 'true'
      painted()
    })
  })
}
