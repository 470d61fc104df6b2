import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeBareWindow } from '../support/bareWindow'
import { openSlipway, paintedPage, timeToPaint } from '../support/ourWindow'
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
      await openOnce(engine.home)
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

/** Until what was compiled of main is kept, as it is by each start of a person's but the first. */
async function openOnce(home: string): Promise<void> {
  const window = openSlipway(home)
  try {
    await paintedPage(window)
    const kept = join(home, 'window/compiled')
    for (let waited = 0; waited < 30 && !existsSync(kept); waited++) await sleep(1000)
    if (!existsSync(kept)) throw new Error('What was compiled is not kept')
  } finally {
    await window.close()
  }
}
