import { snapshots, untilAborted } from '../../base/latch'
import type { Container, ContainerDetails } from '../../contract/containers'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import { enginePath } from '../../engine/api/enginePath'
import { strangeAnswer } from '../../engine/api/strangeAnswer'
import type { ActiveConnection } from '../../engine/client/activeConnection'
import type { Connection } from '../../engine/client/connection'
import { type EngineEvent, type Events, isEvent } from '../../engine/client/events'
import { shortId } from '../../shared/digest'
import type { Desktop } from '../desktop'
import { createLiveList } from '../liveList'
import { environmentIn, type Inspection, nameIn, portsIn, toDetails, toText } from './inspection'
import { logs } from './logs'
import { addressOf } from './published'
import { createRenames } from './renames'
import { type ContainerSummary, toRow } from './rows'
import { run } from './run'
import { saveLog } from './savedLog'

/** Milliseconds that the engine may need beside the time that it gives a container to stop. */
const margin = 30_000
const defaultStopSeconds = 10
const longestStopSeconds = 3600
/** Podman's word when a container ends while it is about to kill it: then nothing was done. */
const endedMeanwhile = /could not be stopped\b.*\bstate improper/i

interface Parts {
  readonly connection: ActiveConnection
  readonly events: Events
  readonly desktop: Pick<Desktop, 'chooseNewFile' | 'openUrl'>
  /** Whether ports are published on another machine; without it, never. */
  isElsewhere?(): boolean
}

/** Containers as the window, the tray and the command line see them. */
export function createContainers({
  connection,
  events,
  desktop,
  isElsewhere = () => false,
}: Parts): Services['containers'] {
  /** By id, from the newest list: errors speak of names. */
  let names = new Map<string, string>()

  const list = createLiveList<Container>({ read: readRows, events, concerns: changesRows })
  const renamed = createRenames(events)

  async function readRows(): Promise<Container[]> {
    const rows = await renamed(askForRows)
    names = new Map(rows.map(({ id, name }) => [id, name]))
    return rows
  }

  async function askForRows(): Promise<Container[]> {
    const summaries = await connection.request<readonly ContainerSummary[]>({
      method: 'GET',
      path: '/containers/json',
      query: { all: true },
      object: 'Containers',
    })
    if (!Array.isArray(summaries)) throw strangeAnswer('The list of containers is not a list', 'Containers')
    return summaries.map(toRow)
  }

  function nameOf(id: string): string {
    return names.get(id) ?? [...names].find(([full]) => full.startsWith(id))?.[1] ?? shortId(id)
  }

  function inspect(
    engine: Connection,
    id: string,
    object = nameOf(id),
    signal?: AbortSignal,
  ): Promise<Inspection> {
    return engine.request({ method: 'GET', path: enginePath`/containers/${id}/json`, object, signal })
  }

  async function act(
    engine: Connection,
    id: string,
    verb: string,
    timeout = margin,
    query?: Record<string, string>,
  ): Promise<void> {
    const path = `${enginePath`/containers/${id}`}/${verb}`
    await engine.request({ method: 'POST', path, query, object: nameOf(id), timeout })
  }

  /** As long as the container may take to stop: its own time, else the engine's. */
  async function actWithStop(engine: Connection, id: string, verb: 'stop' | 'restart'): Promise<void> {
    const { Config } = await inspect(engine, id)
    const seconds = Config.StopTimeout ?? defaultStopSeconds
    const limit = seconds < 0 ? longestStopSeconds : Math.min(seconds, longestStopSeconds)
    await act(engine, id, verb, limit * 1000 + margin)
  }

  async function remove(engine: Connection, id: string, attempts = 5): Promise<void> {
    const path = enginePath`/containers/${id}`
    const object = nameOf(id)
    const timeout = 4 * margin
    try {
      await engine.request({ method: 'DELETE', path, query: { force: true, v: false }, object, timeout })
    } catch (thrown) {
      const { code, details } = AppError.from(thrown)
      if (attempts > 1 && endedMeanwhile.test(details?.engine ?? '')) return remove(engine, id, attempts - 1)
      if (code !== 'conflict' || !/already in progress/i.test(details?.engine ?? '')) throw thrown
      // Somebody else removes it: done when they are.
      const wait = {
        method: 'POST',
        path: `${path}/wait`,
        query: { condition: 'removed' },
        object,
        timeout,
      } as const
      await engine.request(wait).catch((late) => {
        if (AppError.from(late).code !== 'not-found') throw late
      })
    }
  }

  function details(engine: Connection, id: string, signal: AbortSignal): AsyncIterable<ContainerDetails> {
    let last: ContainerDetails | undefined
    async function read(): Promise<ContainerDetails> {
      try {
        last = toDetails(await inspect(engine, id, last?.name ?? nameOf(id), signal))
      } catch (thrown) {
        const { code, details } = AppError.from(thrown)
        const isAway = code === 'timeout' || (code === 'engine-unreachable' && !details?.switched)
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

  const { held } = connection

  return {
    watch: (signal) => list.watch(signal),
    details: ({ id }, signal) => details(held(), id, signal),
    environment: async ({ id }) => environmentIn(await inspect(held(), id)),
    inspect: async ({ id, reveal }) => toText(await inspect(held(), id), reveal),
    start: ({ id }) => act(held(), id, 'start', 4 * margin),
    stop: ({ id }) => actWithStop(held(), id, 'stop'),
    restart: ({ id }) => actWithStop(held(), id, 'restart'),
    pause: ({ id }) => act(held(), id, 'pause'),
    resume: ({ id }) => act(held(), id, 'unpause'),
    kill: ({ id }) => act(held(), id, 'kill'),
    rename: ({ id, name }) => act(held(), id, 'rename', margin, { name }),
    remove: ({ id }) => remove(held(), id),
    run: ({ choice, ...request }) => run(held(choice), request),

    logs: ({ id, tail }, signal) => {
      const engine = held()
      return logs(engine, () => inspect(engine, id, nameOf(id), signal), tail, signal)
    },

    async *saveLogs({ id, timestamps }, signal) {
      const engine = held()
      const inspection = await inspect(engine, id, nameOf(id), signal)
      const file = await untilAborted(desktop.chooseNewFile(`${nameIn(inspection)}.log`), signal)
      if (file) yield* saveLog(engine, inspection, { file, timestamps }, signal)
    },

    async openPort({ id, containerPort, protocol }) {
      const inspection = await inspect(held(), id)
      const port = portsIn(inspection).find(
        (candidate) => candidate.containerPort === containerPort && candidate.protocol === protocol,
      )
      if (isElsewhere()) {
        const object = nameIn(inspection)
        throw new AppError('unsupported', `${object}: its ports are another machine's`, {
          object,
          elsewhere: 1,
        })
      }
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
