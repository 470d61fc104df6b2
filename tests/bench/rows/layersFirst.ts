import { setTimeout as sleep } from 'node:timers/promises'
import { type LargeImageEngine, startLargeImageEngine } from '../support/largeImageEngine'
import { measureOpenings } from '../support/layerOpenings'
import { openList, openTreemap, timeToTree } from '../support/layersWindow'
import { memoryOf, ofKind } from '../support/processTree'
import { judge, type Row } from '../support/row'

/** Before memory is looked at, in milliseconds. */
const settling = 3000
/** Megabytes that a process may grow by. */
const growth = 300

/** From choosing the large image to the tree of its files, read from disk; and what that takes of memory. */
export const layersFirst: Row = {
  id: 'layers.first',
  onlyWhenNamed: true,
  async measure(tools) {
    const engine = await startLargeImageEngine(tools)
    try {
      const times = await measureOpenings(engine, tools, engine.forgetLayers)
      tools.note('looking at its memory')
      const grown = await memoryGrowth(engine)
      const time = { value: times.painted, unit: 'ms' } as const
      const answer = { unit: 'ms', yardstick: null, meets: (value: number) => value <= 100 } as const
      const memory = { unit: 'MB', yardstick: null, meets: (value: number) => value < growth } as const
      return [
        judge({
          ...time,
          id: 'layers.first',
          yardstick: times.export,
          bar: '500 ms, 1/30 of the export',
          meets: (value, ratio) => value <= 500 && ratio <= 1 / 30,
        }),
        judge({
          ...time,
          id: 'layers.first.find',
          yardstick: times.find,
          bar: '3x find -printf',
          meets: (_, ratio) => ratio <= 3,
        }),
        judge({
          ...answer,
          id: 'layers.first.click',
          value: times.opened,
          bar: '100 ms until a directory is open',
        }),
        judge({
          ...answer,
          id: 'layers.first.all',
          value: times.stacked,
          bar: '100 ms until all files are there',
        }),
        judge({
          ...memory,
          id: 'layers.first.main',
          value: grown.main,
          bar: `main grows by less than ${growth} MB`,
        }),
        judge({
          ...memory,
          id: 'layers.first.page',
          value: grown.page,
          bar: `the renderer grows by less than ${growth} MB`,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}

/** Megabytes that main, in which layers are read, and the renderer take more than with the list of containers, once tree and treemap are open. */
async function memoryGrowth(engine: LargeImageEngine): Promise<{ main: number; page: number }> {
  engine.forgetLayers()
  const window = await openList(engine.home)
  try {
    await sleep(settling)
    const processes = window.processes()
    const look = () => ({
      main: memoryOf(processes.slice(0, 1)),
      page: memoryOf(ofKind(processes, 'renderer')),
    })
    const before = look()
    await timeToTree(window, engine.large)
    await openTreemap(window)
    await sleep(settling)
    const after = look()
    return { main: after.main - before.main, page: after.page - before.page }
  } finally {
    await window.close()
  }
}
