import type { Target } from '../../main/contract/connections'
import { AppError } from '../../main/contract/errors'
import { createConnection } from '../../main/engine/client/connection'
import { createEvents } from '../../main/engine/client/events'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import { createTransport } from '../../main/engine/transport/createTransport'
import { sshSurroundings } from '../../main/engine/transport/sshConfig'
import { createTrials } from '../../main/services/connections/trials'
import { createContainers } from '../../main/services/containers/containers'
import { until } from './streams'

export interface SeenContainers {
  readonly apiVersion: string
  /** Of the one container, in order. */
  readonly states: readonly string[]
  readonly log: string
  /** How many were left. */
  readonly left: number
}
export interface Refused {
  readonly code: string
  readonly reason: unknown
}

/** Tries an engine out; then lists, runs, reads the log, stops and removes, as the window does. */
export default async function containersAt(target: Target): Promise<SeenContainers | Refused> {
  const surroundings = sshSurroundings({}, '/nowhere', '/nowhere')
  const transport = createTransport(target, surroundings)
  const connection = createSwitchingConnection(createConnection({ socket: '', transport }))
  const stop = new AbortController()
  try {
    const { apiVersion } = await createTrials(surroundings).greet(target)
    const events = createEvents(connection, { onWake: () => () => {} })
    const desktop = { chooseNewFile: async () => null, openUrl: async () => {} }
    const containers = createContainers({ connection, events, desktop })
    const lists = containers.watch(stop.signal)[Symbol.asyncIterator]()
    const states: string[] = []
    const untilState = async (wanted: string) => {
      const { items } = await until(lists, ({ items }) => items.some(({ state }) => state === wanted))
      states.push(items[0]!.state)
    }
    await until(lists, ({ staleSince, at, items }) => staleSince === null && at > 0 && items.length === 0)
    const command = ['sh', '-c', 'echo hello; trap exit TERM; while :; do sleep 0.1; done']
    const request = { image: 'busybox:test', name: 'one', command, restartPolicy: 'no', tty: false } as const
    const { id } = await containers.run({ ...request, ports: [], environment: [], mounts: [] })
    await untilState('running')
    const batches = containers.logs({ id, tail: 100 }, stop.signal)[Symbol.asyncIterator]()
    const { lines } = await until(batches, ({ lines }) => lines.length > 0)
    await containers.stop({ id })
    await untilState('exited')
    await containers.remove({ id })
    const { items } = await until(lists, ({ items }) => items.length === 0)
    events.dispose()
    return { apiVersion, states, log: lines[0]!.text, left: items.length }
  } catch (thrown) {
    const { code, details } = AppError.from(thrown)
    return { code, reason: details?.reason }
  } finally {
    stop.abort()
    connection.dispose()
    transport.close()
  }
}
