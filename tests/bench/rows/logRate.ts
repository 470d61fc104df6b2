import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { counted, openLogs, startLogEngine } from '../support/logContainers'
import { judge, type Row } from '../support/row'

const seconds = 10
const flood = `while :; do ${counted('line', 100_000, 'of a flood that nobody can read')}; done`

/** Lines a second of a container that writes without end: read here, beside what `docker logs -f` reads of it at the same time. */
export const logRate: Row = {
  id: 'log.rate',
  async measure({ folder, note }) {
    const engine = await startLogEngine()
    try {
      const id = await engine.run('flood', flood)
      note(`docker logs -f of a flood, for ${seconds} s`)
      const file = join(folder, 'count')
      await engine.piped(
        `timeout ${seconds} sh -c 'exec "$0" logs -f --tail 0 ${id}' "$DOCKER" 2>&1 | wc -l > ${file}`,
      )
      const theirs = Number(readFileSync(file, 'utf8')) / seconds
      note('reading it')
      const log = openLogs([engine.place(id)], folder)
      await log.newest(1)
      const [before, began] = [log.now()!.lines.end, performance.now()]
      await sleep(seconds * 1000)
      const ours = ((log.now()!.lines.end - before) * 1000) / (performance.now() - began)
      await log.close()
      await engine.piped(`docker kill ${id}`)
      return [
        judge({
          id: 'log.rate',
          value: ours,
          unit: 'lines/s',
          yardstick: theirs,
          bar: '0.9x docker logs -f',
          meets: (_, ratio) => ratio >= 0.9,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}
