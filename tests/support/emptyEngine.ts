import { enginePath } from '../../main/engine/api/enginePath'
import { type Connection, createConnection } from '../../main/engine/client/connection'

interface Listed {
  readonly Id: string
  readonly RepoTags?: readonly string[] | null
}

/** Kills what runs: a program that does not heed SIGTERM would take its ten seconds when its engine stops. */
export function endContainers(socket: string): Promise<void> {
  return connected(socket, async (connection) => {
    const running = await list(connection, '/containers/json', {}, 5_000)
    const kill = ({ Id }: Listed) =>
      connection.request({ method: 'POST', path: enginePath`/containers/${Id}/kill`, object: Id })
    await Promise.allSettled(running.map(kill))
  })
}

/**
 * Removes all containers, volumes and networks, and the images whose names are not kept.
 * @param keeps names with their tags
 */
export function emptyEngine(socket: string, keeps: readonly string[]): Promise<void> {
  return connected(socket, async (connection) => {
    const remove = (path: string, query: object) =>
      connection.request({ method: 'DELETE', path, query: { ...query }, object: path })
    const prune = (what: string, filters: object) =>
      connection.request({ method: 'POST', path: `/${what}/prune`, query: { filters }, object: what })
    const containers = await list(connection, '/containers/json', { all: true })
    await Promise.all(
      containers.map(({ Id }) => remove(enginePath`/containers/${Id}`, { force: true, v: true })),
    )
    await Promise.all([prune('volumes', { all: ['true'] }), prune('networks', {})])
    for (const { Id, RepoTags } of await list(connection, '/images/json')) {
      const names = RepoTags?.length ? RepoTags : [Id]
      for (const name of names.filter((each) => !keeps.includes(each)))
        await remove(enginePath`/images/${name}`, { force: true })
    }
  })
}

function list(
  connection: Connection,
  path: string,
  query = {},
  timeout?: number,
): Promise<readonly Listed[]> {
  return connection.request({ method: 'GET', path, query, object: path, timeout })
}

async function connected(socket: string, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = createConnection({ socket })
  try {
    await work(connection)
  } finally {
    connection.dispose()
  }
}
