import { setTimeout as sleep } from 'node:timers/promises'
import { enginePath } from '../../../main/engine/api/enginePath'
import { isAlive } from '../../support/processes'
import { untilAnswers } from '../support/ping'
import { type PrivateEngine, startPrivateEngine } from '../support/privateEngine'
import { judge, type Row } from '../support/row'
import { median } from '../support/statistics'

/** From `kill -9` of dockerd until the API answers again and says that the container runs on as the same process. */
export const engineRecover: Row = {
  id: 'engine.recover',
  async measure({ note }) {
    note('killing dockerd under a running container')
    const times: number[] = []
    // An engine for each: a second death within ten minutes makes the keeper wait on purpose.
    for (let turn = 0; turn < 3; turn++) {
      const engine = await startPrivateEngine()
      try {
        times.push(await recovery(engine))
      } finally {
        await engine.end()
      }
    }
    return [
      judge({
        id: 'engine.recover',
        value: median(times),
        unit: 'ms',
        yardstick: null,
        bar: '2,000 ms',
        meets: (value) => value <= 2000,
      }),
    ]
  },
}

async function recovery({ engine, connection, fill }: PrivateEngine): Promise<number> {
  const [id] = await fill(1, 1)
  const processOf = async () => {
    const path = enginePath`/containers/${id!}/json`
    const { State } = await connection.request<{ State: { Running: boolean; Pid: number } }>({
      method: 'GET',
      path,
      object: id!,
    })
    return State.Running ? State.Pid : null
  }
  const before = await processOf()
  const dockerd = engine.state.processes.find(({ name }) => name === 'dockerd')!.pid
  const start = performance.now()
  process.kill(dockerd, 'SIGKILL')
  while (isAlive(dockerd)) await sleep(1)
  await untilAnswers(connection.socket)
  const after = await processOf()
  const time = performance.now() - start
  if (before === null || after !== before) throw new Error('The container did not outlive dockerd.')
  return time
}
