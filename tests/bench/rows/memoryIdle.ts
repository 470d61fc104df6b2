import { setTimeout as sleep } from 'node:timers/promises'
import { writeBareWindow } from '../support/bareWindow'
import type { ElectronWindow } from '../support/electronWindow'
import { openSlipway } from '../support/ourWindow'
import { startPrivateEngine } from '../support/privateEngine'
import { memoryOf } from '../support/processTree'
import { judge, type Row } from '../support/row'
import { inTurns, median } from '../support/statistics'

const idleTime = 10_000

/** Memory (PSS) of all processes of a window that has been idle for a while, beside a bare window's. */
export const memoryIdle: Row = {
  id: 'memory.idle',
  async measure({ folder, note }) {
    note('starting an engine with 20 containers')
    const engine = await startPrivateEngine()
    try {
      await engine.fill(20, 5)
      const openBare = writeBareWindow(folder)
      note('leaving windows idle')
      const { ours, theirs } = await inTurns(
        3,
        () => memoryWhenIdle(() => openSlipway(engine.home)),
        () => memoryWhenIdle(openBare),
      )
      const bare = median(theirs)
      return [
        judge({
          id: 'memory.idle',
          value: median(ours),
          unit: 'MB',
          yardstick: bare,
          bar: 'a bare window + 50 MB',
          meets: (value) => value <= bare + 50,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}

async function memoryWhenIdle(open: () => ElectronWindow): Promise<number> {
  const window = open()
  try {
    await sleep(idleTime)
    return memoryOf(window.processes())
  } finally {
    await window.close()
  }
}
