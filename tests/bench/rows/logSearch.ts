import { noFilter } from '../../support/noFilter'
import { counted, openLogs, startLogEngine } from '../support/logContainers'
import { judge, type Row } from '../support/row'
import { median } from '../support/statistics'

const lines = 1_000_000
const words = 'of a log that is as long as the logs of the other programs were'

/** A search of all of a log of 1,000,000 lines, beside the docker command line's output through grep. */
export const logSearch: Row = {
  id: 'log.search',
  async measure({ folder, note }) {
    const engine = await startLogEngine()
    try {
      note(`writing ${lines} lines`)
      const half = lines / 2
      const script = `${counted('line', half, words)}; echo 'the Needle in it'; ${counted('later', half, words)}`
      const id = await engine.run('long', script)
      await engine.ended(id)
      note('searching it')
      const theirs = await engine.piped(`docker logs ${id} 2>&1 | grep -i -c needle`)
      const log = openLogs([engine.place(id)], folder)
      await log.complete()
      const times = (text: string, regex = false) => several(() => log.search({ ...noFilter, text, regex }))
      const text = await times('needle')
      const expression = await times('n[e]edle', true)
      await log.close()
      const of = { unit: 'ms', yardstick: theirs } as const
      return [
        judge({
          ...of,
          id: 'log.search',
          value: text,
          bar: '0.3 s, 1/20 of docker logs | grep',
          meets: (value, ratio) => value <= 300 && ratio <= 1 / 20,
        }),
        judge({ ...of, id: 'log.search.regex', value: expression, bar: 'none', meets: () => true }),
      ]
    } finally {
      await engine.end()
    }
  },
}

async function several(measure: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 5; turn++) times.push(await measure())
  return median(times)
}
