import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSlipway, paintedPage } from '../support/ourWindow'
import { untilInPage } from '../support/page'
import { startPrivateEngine } from '../support/privateEngine'
import { processorTimeOf, treeOf } from '../support/processTree'
import { judge, type Row } from '../support/row'

const running = 50
/** Milliseconds before a measurement, for what opening the window or starting containers set off to die down. */
const settling = 8_000
const watching = 25_000

/** All columns of figures, in a list that is ordered by one: then every container that runs is looked at. */
const choices = {
  noTraySeen: true,
  remembered: {
    'list.containers': {
      shown: { cpu: true, memory: true, network: true, disk: true, processes: true },
      sort: { key: 'cpu', descending: true },
    },
  },
}

/** What it costs to look at what 50 containers use, beside a window that does not look. */
export const stats50: Row = {
  id: 'stats.50',
  async measure({ note }) {
    note(`starting an engine with ${running} containers`)
    const engine = await startPrivateEngine()
    const keeper = engine.engine.state.processes.find(({ name }) => name === 'keeper')!.pid
    try {
      await engine.fill(running, running)
      const cost = async (settings: object, shown: string) => {
        writeFileSync(join(engine.home, 'settings.json'), JSON.stringify(settings))
        const window = openSlipway(engine.home)
        try {
          await untilInPage(await paintedPage(window), shown)
          return await load([() => treeOf(keeper), window.processes])
        } finally {
          await window.close()
        }
      }
      note('watching without looking')
      const [engineAlone, windowAlone] = await cost({ noTraySeen: true }, 'true')
      note('watching while it looks')
      const figure = `[...document.querySelectorAll('[role=gridcell]')].some((cell) => /%$/.test(cell.textContent)) || null`
      const [engineLooked, windowLooks] = await cost(choices, figure)
      return [
        judge({
          id: 'stats.50',
          value: windowLooks!,
          unit: '%',
          yardstick: windowAlone!,
          bar: 'window and main: under 5 % of a core',
          meets: (value) => value < 5,
        }),
        judge({
          id: 'stats.50.engine',
          value: engineLooked!,
          unit: '%',
          yardstick: engineAlone!,
          bar: 'the engine: + 1 %',
          meets: (value) => value <= engineAlone! + 1,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}

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
