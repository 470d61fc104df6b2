import { startBareEngine } from '../support/bareEngine'
import { startPrivateEngine } from '../support/privateEngine'
import { judge, type Row } from '../support/row'
import { inTurns, median } from '../support/statistics'

/** From nothing to an engine that answers, on a fresh home, through the keeper and with a bare script. */
export const engineCold: Row = {
  id: 'engine.cold',
  async measure({ note }) {
    note('starting engines on fresh homes')
    const { ours, theirs } = await inTurns(
      5,
      async () => {
        const engine = await startPrivateEngine()
        await engine.end()
        return engine.startTime
      },
      startBareEngine,
    )
    return [
      judge({
        id: 'engine.cold',
        value: median(ours),
        unit: 'ms',
        yardstick: median(theirs),
        bar: '600 ms, 1.5x a bare script',
        meets: (value, ratio) => value <= 600 && ratio <= 1.5,
      }),
    ]
  },
}
