import { writeBareWindow } from '../support/bareWindow'
import { openSlipway, timeToPaint } from '../support/ourWindow'
import { startPrivateEngine } from '../support/privateEngine'
import { judge, type Row } from '../support/row'
import { inTurns, median } from '../support/statistics'

/** From the start of the process to the painted container list, the engine running; beside a bare window's paint. */
export const startList: Row = {
  id: 'start.list',
  async measure({ folder, note }) {
    note('starting an engine with 20 containers')
    const engine = await startPrivateEngine()
    try {
      await engine.fill(20, 5)
      const openBare = writeBareWindow(folder)
      const bare = () => timeToPaint(openBare)
      const ours = () => timeToPaint(() => openSlipway(engine.home))
      note('opening windows')
      await inTurns(1, ours, bare) // their profiles are made, the files are in the page cache
      const times = await inTurns(7, ours, bare)
      return [
        judge({
          id: 'start.list',
          value: median(times.ours),
          unit: 'ms',
          yardstick: median(times.theirs),
          bar: '1.8x a bare window',
          meets: (_, ratio) => ratio <= 1.8,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}
