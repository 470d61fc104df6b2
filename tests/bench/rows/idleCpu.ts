import { setTimeout as sleep } from 'node:timers/promises'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { startPrivateEngine } from '../support/privateEngine'
import { processorTimeOf, treeOf } from '../support/processTree'
import { judge, type Row } from '../support/row'

/** Milliseconds before a measurement, for what opening the window or starting containers set off to die down. */
const settling = 8_000
const watching = 25_000
/** Percent of one core that two equal measurements of the engine may differ by. */
const noise = 0.3

/** What window and engine cost while nothing happens: 300 containers, 50 of them running. */
export const idleCpu: Row = {
  id: 'idle.cpu',
  async measure({ note }) {
    note('starting an engine with 300 containers, 50 running')
    const engine = await startPrivateEngine()
    const keeper = engine.engine.state.processes.find(({ name }) => name === 'keeper')!.pid
    const ofEngine = () => treeOf(keeper)
    try {
      await engine.fill(300, 50)
      note('watching the engine alone')
      const [closed] = await load([ofEngine])
      note('watching the engine and the window')
      const window = openSlipway(engine.home)
      try {
        await paintedPage(window)
        const [open, ours] = await load([ofEngine, window.processes])
        return judged(closed!, open!, ours!)
      } finally {
        await window.close()
      }
    } finally {
      await engine.end()
    }
  },
}

const judged = (closed: number, open: number, ours: number) => [
  judge({
    id: 'idle.cpu',
    value: ours,
    unit: '%',
    yardstick: null,
    bar: 'the window: under 1 % of one core',
    meets: (value) => value < 1,
  }),
  judge({
    id: 'idle.cpu.engine',
    value: open,
    unit: '%',
    yardstick: closed,
    bar: `the engine: no more than with the window closed (+ ${noise} %)`,
    meets: (value) => value <= closed + noise,
  }),
]

/** Percent of one core that each group of processes uses over the same stretch of time. */
async function load(groups: readonly (() => number[])[]): Promise<number[]> {
  await sleep(settling)
  const begin = performance.now()
  const before = groups.map((group) => processorTimeOf(group()))
  await sleep(watching)
  const after = groups.map((group) => processorTimeOf(group()))
  const time = performance.now() - begin
  return after.map((total, index) => (100 * (total - before[index]!)) / time)
}
