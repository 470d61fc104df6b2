import { createBackoff } from '../../base/backoff'
import { createListeners } from '../../base/listeners'
import { watchClock } from '../../base/suspension'
import type { Requests } from '../api/request'
import { systemApi } from '../api/system'
import { type JsonObject, jsonLines } from './jsonLines'

/** Something that happened in the engine. Source: `GET /events`; its `status` and `id` are gone in Docker 29. */
export interface EngineEvent {
  /** `container`, `image`, `volume`, `network`, `daemon`, ... */
  readonly type: string
  /** `start`, `die`, `health_status: healthy`, `exec_start: sh`, ... */
  readonly action: string
  /** A container's full id; an image's id or name. */
  readonly id: string
  /** Among them `name`, where the object has one. */
  readonly attributes: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * `reconnected`, also the first time: read all afresh, for events were missed. `lost`: the engine does not answer.
 * `switched`: it will be another engine that answers; forget what the old one said.
 */
export type EngineNews = EngineEvent | 'reconnected' | 'lost' | 'switched'

export const isEvent = (news: EngineNews): news is EngineEvent => typeof news === 'object'

/** The one stream of the engine's events, open for as long as the application lives and always drained. */
export interface Events {
  subscribe(listener: (news: EngineNews) => void): () => void
  /** True while the stream is open: only then what was read stays true until an event says otherwise. */
  readonly live: boolean
  /** Since when the engine does not answer, in milliseconds since 1970; null while it does, or was not asked yet. */
  readonly staleSince: number | null
  /** Somebody saw the engine fail to answer: connects anew, so that all is read again. */
  renew(): void
  /** Tries at once where it was to wait, and soon again. */
  hurry(): void
  /** The connection leads to another engine now. */
  switched(): void
  dispose(): void
}

interface Options {
  /** Subscribes to the bundled engine's word that it is back. */
  onWake(listener: () => void): () => void
  /** False while the engine is known to be on its way out or in; then nobody knocks until `onWake` fires. */
  mayAnswer?(): boolean
  /** Milliseconds that the engine may take to open the stream, or to answer a ping when in doubt. */
  timeout?: number
  /** Milliseconds between two attempts: at first, and at most. */
  pauses?: { readonly shortest: number; readonly longest: number }
}

const usualPauses = { shortest: 250, longest: 30_000 }

/** Opens the stream, and again whenever it ends: at once on `onWake`, else after 0.25 to 30 s, longer from time to time. */
export function createEvents(
  connection: Requests,
  { onWake, mayAnswer = () => true, timeout = 5_000, pauses = usualPauses }: Options,
): Events {
  const system = systemApi(connection)
  const listeners = createListeners<EngineNews>()
  const backoff = createBackoff(pauses)
  let live = false
  let staleSince: number | null = null
  /** Ends what is under way: an attempt, the stream, or the pause before the next attempt. */
  let current = new AbortController()
  let hurry = false
  let disposed = false

  async function follow(signal: AbortSignal) {
    const stream = await system.events({ timeout, signal })
    live = true
    staleSince = null
    backoff.succeeded()
    listeners.tell('reconnected')
    for await (const item of jsonLines(stream, 'Events')) listeners.tell(toEvent(item))
  }

  async function run() {
    while (!disposed) {
      hurry = false
      current = new AbortController()
      // Why it ended makes no difference: there is no stream, and the next attempt follows.
      if (mayAnswer()) await follow(current.signal).catch(() => {})
      if (disposed) return
      live = false
      if (staleSince === null) {
        staleSince = Date.now()
        listeners.tell('lost')
      }
      if (hurry) continue
      current = new AbortController()
      await backoff.pause(current.signal)
    }
  }

  function wake() {
    if (live) return
    backoff.startOver()
    hurry = true
    current.abort()
  }

  /** The stream is silent while nothing happens, but also when the engine went away while this machine slept. */
  async function doubt() {
    if (!live) return wake()
    const doubted = current
    await system.ping({ timeout, signal: doubted.signal }).catch(() => doubted.abort())
  }

  const stopWaking = onWake(wake)
  const stopWatching = watchClock(doubt)
  run()

  return {
    subscribe: listeners.add,
    get live() {
      return live
    },
    get staleSince() {
      return staleSince
    },
    renew() {
      if (live) current.abort()
    },
    hurry: wake,
    switched() {
      live = false
      staleSince = Date.now()
      hurry = true
      listeners.tell('switched')
      current.abort()
    },
    dispose() {
      disposed = true
      stopWaking()
      stopWatching()
      listeners.clear()
      current.abort()
    },
  }
}

/** Podman's own words for what Docker has others for; Docker has none of these. */
const dockersWords: Readonly<Record<string, string>> = {
  'container remove': 'destroy',
  'container cleanup': 'die',
  'image remove': 'delete',
  'volume remove': 'destroy',
}

function toEvent({ Type, Action, Actor, time, timeNano }: JsonObject): EngineEvent {
  const { ID, Attributes } = Object(Actor) as { readonly ID?: unknown; readonly Attributes?: unknown }
  const at = typeof timeNano === 'number' ? timeNano / 1e6 : Number(time ?? 0) * 1000
  const action = dockersWords[`${Type} ${Action}`] ?? String(Action)
  const id = typeof ID === 'string' ? ID : ''
  return { type: String(Type), action, id, attributes: textsIn(Attributes), at }
}

/** What an engine promises to be texts, and nothing else: an event that is odd must not end the stream of all of them. */
function textsIn(attributes: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(Object(attributes)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}
