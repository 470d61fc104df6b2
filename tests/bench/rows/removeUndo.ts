import { manyFiles, withManyFiles } from '../support/manyFiles'
import { type PrivateEngine, startPrivateEngine } from '../support/privateEngine'
import { judge, type Row } from '../support/row'
import { median } from '../support/statistics'

const turns = 5

/** Removing a container that has changed 100,000 files and has stopped, and bringing it back, without its stop and its start. */
export const removeUndo: Row = {
  id: 'remove.undo',
  async measure({ note }) {
    const engine = await startPrivateEngine()
    try {
      note(`writing ${manyFiles} files`)
      const { removing, returning } = await times(engine)
      const of = {
        unit: 'ms',
        yardstick: null,
        bar: '1,000 ms',
        meets: (value: number) => value <= 1000,
      } as const
      return [
        judge({ id: 'remove.undo', value: median(removing), ...of }),
        judge({ id: 'remove.undo.back', value: median(returning), ...of }),
      ]
    } finally {
      await engine.end()
    }
  },
}

async function times(engine: PrivateEngine) {
  const { id: first, removals } = await withManyFiles(engine)
  let id = first
  const removing: number[] = []
  const returning: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now()
    await removals.remove({ id, image: 'busybox:test', ran: false })
    const removed = performance.now()
    const [back] = await removals.comeBack([id])
    returning.push(performance.now() - removed)
    removing.push(removed - start)
    if (!back || 'error' in back) throw back?.error ?? new Error('It did not come back.')
    id = back.successor
  }
  return { removing, returning }
}
