import { enginePath } from '../../../main/engine/api/enginePath'
import { type Connection, createConnection } from '../../../main/engine/client/connection'
import { createEngine, type Engine } from '../../../main/engine/owned/lifecycle'
import { discard, explain, importBusybox, root, temporaryHome } from '../../support/engine'

/** A real engine of a home that exists only for a measurement. */
export interface PrivateEngine {
  readonly home: string
  readonly engine: Engine
  readonly connection: Connection
  /** Milliseconds that start() took until it was ready. */
  readonly startTime: number
  /**
   * Creates containers of busybox, the first of them running; resolves with their ids.
   * @param projects so many of Compose's that they belong to, in turn
   */
  fill(count: number, running: number, projects?: number): Promise<string[]>
  /** Stops it, containers at once, and removes its home. */
  end(): Promise<void>
}

export async function startPrivateEngine(): Promise<PrivateEngine> {
  const home = temporaryHome()
  const engine = createEngine({ root, home })
  const before = performance.now()
  const state = await engine.start()
  const startTime = performance.now() - before
  if (state.phase !== 'ready') {
    await discard(engine)
    throw new Error(explain(state))
  }
  const connection = createConnection({ socket: state.socket })

  return {
    home,
    engine,
    connection,
    startTime,
    async fill(count, running, projects = 0) {
      const image = await importBusybox(connection)
      const ids = await atATime(8, count, (number) => create(connection, image, number, projects))
      await atATime(4, running, (number) => start(connection, ids[number]!))
      return ids
    },
    async end() {
      const ids = await runningContainers(connection)
      await atATime(8, ids.length, (number) => kill(connection, ids[number]!))
      connection.dispose()
      await discard(engine)
    },
  }
}

/** Does something for each of 0 to count - 1, a few at a time, and keeps the results in order. */
async function atATime<T>(width: number, count: number, work: (number: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  async function worker() {
    for (let number = next++; number < count; number = next++) results[number] = await work(number)
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker))
  return results
}

async function create(
  connection: Connection,
  image: string,
  number: number,
  projects: number,
): Promise<string> {
  const project = { 'com.docker.compose.project': `project-${number % projects}` }
  const object = `bench-${number}`
  const { Id } = await connection.request<{ Id: string }>({
    method: 'POST',
    path: '/containers/create',
    query: { name: object },
    body: {
      Image: image,
      Cmd: ['sleep', '1000000'],
      HostConfig: { NetworkMode: 'none' },
      Labels: projects > 0 ? project : {},
    },
    object,
  })
  return Id
}

async function start(connection: Connection, id: string): Promise<void> {
  const path = enginePath`/containers/${id}/start`
  await connection.request({ method: 'POST', path, object: id, timeout: 60_000 })
}

async function kill(connection: Connection, id: string): Promise<void> {
  await connection.request({ method: 'POST', path: enginePath`/containers/${id}/kill`, object: id })
}

async function runningContainers(connection: Connection): Promise<string[]> {
  const path = '/containers/json'
  const list = await connection.request<{ Id: string }[]>({ method: 'GET', path, object: 'containers' })
  return list.map(({ Id }) => Id)
}
