import { noFilter } from '../../support/noFilter'
import { counted, openLogs, startLogEngine } from '../support/logContainers'
import { judge, type Row } from '../support/row'
import { median } from '../support/statistics'

const containers = 10
const each = 100_000

/** Ten logs of 100,000 lines as one, by time: until the newest lines are there, and a search of all of them. */
export const logMerge: Row = {
  id: 'log.merge',
  async measure({ folder, note }) {
    const engine = await startLogEngine()
    try {
      note(`writing ${containers} logs of ${each} lines`)
      const ids: string[] = []
      for (let number = 0; number < containers; number++)
        ids.push(
          await engine.run(
            `log-${number}`,
            `${counted('line', each, `of log ${number}, with some words`)}; echo the Needle`,
          ),
        )
      for (const id of ids) await engine.ended(id)
      note('merging and searching them')
      const newest: number[] = []
      const searches: number[] = []
      for (let turn = 0; turn < 5; turn++) {
        const began = performance.now()
        const log = openLogs(ids.map(engine.place), folder)
        await log.newest(100)
        newest.push(performance.now() - began)
        await log.complete()
        searches.push(await log.search({ ...noFilter, text: 'needle' }))
        await log.close()
      }
      const of = { unit: 'ms', yardstick: null } as const
      return [
        judge({
          ...of,
          id: 'log.merge',
          value: median(newest),
          bar: '300 ms',
          meets: (value) => value <= 300,
        }),
        judge({
          ...of,
          id: 'log.merge.search',
          value: median(searches),
          bar: '0.3 s a million lines',
          meets: (value) => value <= 300,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}
