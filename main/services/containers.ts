import type { Container, ContainerDetails } from '../contract/containers'
import type { Services } from '../contract/contract'
import { AppError } from '../contract/errors'
import { type Connection, enginePath } from '../engine/connection'
import { strangeAnswer } from '../engine/errors'
import { type EngineEvent, type Events, isEvent } from '../engine/events'
import { snapshots, untilAborted } from '../engine/latch'
import { environmentIn, type Inspection, nameIn, portsIn, toDetails, toText } from './containers/inspection'
import { logs } from './containers/logs'
import { addressOf } from './containers/published'
import { type ContainerSummary, toRow } from './containers/rows'
import { run } from './containers/run'
import { saveLog } from './containers/savedLog'
import type { Desktop } from './desktop'
import { createLiveList } from './liveList'

/** Milliseconds that the engine may need beside the time that it gives a container to stop. */
const margin = 30_000
const defaultStopSeconds = 10
const longestStopSeconds = 3600

interface Parts {
  readonly connection: Connection
  readonly events: Events
  readonly desktop: Pick<Desktop, 'chooseNewFile' | 'openUrl'>
}

/** Containers as the window, the tray and the command line see them. */
export function createContainers({ connection, events, desktop }: Parts): Services['containers'] {
  /** By id, from the newest list: errors speak of names. */
  let names = new Map<string, string>()

  const list = createLiveList<Container>({ read: readRows, events, concerns: changesRows })

  async function readRows(): Promise<Container[]> {
    const summaries = await connection.request<readonly ContainerSummary[]>({
      method: 'GET',
      path: '/containers/json',
      query: { all: true },
      object: 'Containers',
    })
    if (!Array.isArray(summaries)) throw strangeAnswer('The list of containers is not a list', 'Containers')
    const rows = summaries.map(toRow)
    names = new Map(rows.map(({ id, name }) => [id, name]))
    return rows
  }

  function nameOf(id: string): string {
    const short = id.slice(0, 12)
    return names.get(id) ?? [...names].find(([full]) => full.startsWith(id))?.[1] ?? short
  }

  function inspect(id: string, object = nameOf(id), signal?: AbortSignal): Promise<Inspection> {
    return connection.request({ method: 'GET', path: enginePath`/containers/${id}/json`, object, signal })
  }

  async function act(
    id: string,
    verb: string,
    timeout = margin,
    query?: Record<string, string>,
  ): Promise<void> {
    const path = `${enginePath`/containers/${id}`}/${verb}`
    await connection.request({ method: 'POST', path, query, object: nameOf(id), timeout })
  }

  /** As long as the container may take to stop: its own time, else the engine's. */
  async function actWithStop(id: string, verb: 'stop' | 'restart'): Promise<void> {
    const { Config } = await inspect(id)
    const seconds = Config.StopTimeout ?? defaultStopSeconds
    const limit = seconds < 0 ? longestStopSeconds : Math.min(seconds, longestStopSeconds)
    await act(id, verb, limit * 1000 + margin)
  }

  async function remove(id: string): Promise<void> {
    const path = enginePath`/containers/${id}`
    const object = nameOf(id)
    const timeout = 4 * margin
    try {
      await connection.request({ method: 'DELETE', path, query: { force: true, v: false }, object, timeout })
    } catch (thrown) {
      const { code, details } = AppError.from(thrown)
      if (code !== 'conflict' || !/already in progress/i.test(details?.engine ?? '')) throw thrown
      // Somebody else removes it: done when they are.
      const wait = {
        method: 'POST',
        path: `${path}/wait`,
        query: { condition: 'removed' },
        object,
        timeout,
      } as const
      await connection.request(wait).catch((late) => {
        if (AppError.from(late).code !== 'not-found') throw late
      })
    }
  }

  function details(id: string, signal: AbortSignal): AsyncIterable<ContainerDetails> {
    let last: ContainerDetails | undefined
    async function read(): Promise<ContainerDetails> {
      try {
        last = toDetails(await inspect(id, last?.name ?? nameOf(id), signal))
      } catch (thrown) {
        const isAway = ['engine-unreachable', 'timeout'].includes(AppError.from(thrown).code)
        if (!last || !isAway) throw thrown
        // It stays as it was seen last, until the engine is back.
        events.renew()
      }
      return last
    }
    const subscribe = (changed: () => void) =>
      events.subscribe((news) => {
        if (news === 'reconnected' || (isEvent(news) && changesContainer(news, id))) changed()
      })
    return snapshots(read, subscribe, signal)
  }

  return {
    watch: (signal) => list.watch(signal),
    details: ({ id }, signal) => details(id, signal),
    environment: async ({ id }) => environmentIn(await inspect(id)),
    inspect: async ({ id, reveal }) => toText(await inspect(id), reveal),
    start: ({ id }) => act(id, 'start', 4 * margin),
    stop: ({ id }) => actWithStop(id, 'stop'),
    restart: ({ id }) => actWithStop(id, 'restart'),
    pause: ({ id }) => act(id, 'pause'),
    resume: ({ id }) => act(id, 'unpause'),
    kill: ({ id }) => act(id, 'kill'),
    rename: ({ id, name }) => act(id, 'rename', margin, { name }),
    remove: ({ id }) => remove(id),
    run: (request) => run(connection, request),

    logs: ({ id, tail }, signal) => logs(connection, () => inspect(id, nameOf(id), signal), tail, signal),

    async *saveLogs({ id, timestamps }, signal) {
      const inspection = await inspect(id, nameOf(id), signal)
      const file = await untilAborted(desktop.chooseNewFile(`${nameIn(inspection)}.log`), signal)
      if (file) yield* saveLog(connection, inspection, { file, timestamps }, signal)
    },

    async openPort({ id, containerPort, protocol }) {
      const inspection = await inspect(id)
      const port = portsIn(inspection).find(
        (candidate) => candidate.containerPort === containerPort && candidate.protocol === protocol,
      )
      await desktop.openUrl(addressOf(port, `${containerPort}/${protocol}`, nameIn(inspection)))
    },
  }
}

const containerActions = new Set(
  'create start die stop pause unpause rename destroy update oom health_status'.split(' '),
)
const imageActions = new Set('tag untag delete pull load import'.split(' '))

/** Not `exec_*`, `attach`, `top` and the like: health checks make these all the time, and no row shows them. */
function changesRows({ type, action }: EngineEvent): boolean {
  // An image's name in a row goes when the image loses that name.
  if (type === 'image') return imageActions.has(action)
  return type === 'container' && containerActions.has(action.split(':')[0]!)
}

function changesContainer(event: EngineEvent, id: string): boolean {
  if (event.type === 'network') return event.attributes.container?.startsWith(id) ?? false
  return event.type === 'container' && event.id.startsWith(id) && changesRows(event)
}
