import { createListeners } from '../../base/listeners'
import type { ActiveConnection, ListedConnection } from '../../contract/connections'
import { AppError, type ErrorCode } from '../../contract/errors'
import { type Connection, createConnection } from '../../engine/client/connection'
import { createEvents, type Events, isEvent } from '../../engine/client/events'
import type { Pin } from '../../engine/client/pinnedConnection'
import {
  type SwitchingConnection as Active,
  createSwitchingConnection,
} from '../../engine/client/switchingConnection'
import type { Engine } from '../../engine/owned/lifecycle'
import { sentence } from '../../texts/sentence'
import { lacksOf, watchOwnLacks } from './lacks'
import { type Link, type LinkParts, openLink } from './link'
import { phaseOf } from './phase'

/** What is shown of a connection. */
export type Shown = Pick<ListedConnection, 'id' | 'source' | 'name' | 'colour' | 'address'>

/** The engine that the person chose: all services speak with it, and with no other. */
export interface Chosen {
  readonly connection: Active
  readonly events: Events
  readonly isBundled: boolean
  readonly state: ActiveConnection
  /** @throws AppError `unsupported` for one that has no target */
  use(listed: ListedConnection): Promise<void>
  /** Shows one that is not there any more, and speaks with nobody. */
  useNone(shown: Shown, why: AppError): Promise<void>
  /** Its name or colour was changed. */
  show(shown: Shown): void
  reconnect(): void
  /** @throws AppError `conflict` when another engine answers by now */
  trust(identity: string): void
  onChange(listener: () => void): () => void
  dispose(): void
}

interface Dependencies extends LinkParts {
  readonly bundled: Connection
  readonly engine: Engine
  readonly first: Shown
  /** See `createEvents`. */
  readonly pauses?: { readonly shortest: number; readonly longest: number }
  /** Which engine answered at a connection first. */
  pinOf(shown: Shown): Pin
}

/** Trying again by itself would not help, and may lock the person out. */
const final: readonly ErrorCode[] = [
  'engine-too-old',
  'host-key-unknown',
  'host-key-changed',
  'certificate-refused',
  'login-denied',
  'unsupported',
  'denied',
  'not-found',
]

export function createChosen({ bundled, engine, first, pauses, pinOf, ...parts }: Dependencies): Chosen {
  const connection = createSwitchingConnection(bundled)
  const listeners = createListeners()
  let shown = first
  /** Null while the bundled engine is chosen, or none. */
  let link: Link | null = null
  let refusal: AppError | null = null
  let switching = Promise.resolve()
  let stopWatching = () => {}

  const isBundled = () => shown.source === 'bundled'
  const tell = () => listeners.tell()

  const events = createEvents(connection, {
    onWake: (listener) => engine.onState(({ phase }) => isBundled() && phase === 'ready' && listener()),
    pauses,
    mayAnswer: () => (isBundled() ? engine.state.phase === 'ready' : refusal === null),
  })
  events.subscribe((news) => {
    if (isEvent(news)) return
    if (news === 'lost') link?.connection.doubt()
    stopWatching()
    stopWatching = (news !== 'reconnected' && link?.watchSocket(tryAgain)) || (() => {})
    tell()
  })
  const own = watchOwnLacks(engine, createConnection({ socket: () => bundled.socket }), tell)

  /** At once, also what was refused: it may be another engine by now. */
  function tryAgain() {
    refusal = null
    link?.connection.doubt()
    if (events.live) events.renew()
    else events.hurry()
    tell()
  }

  function greeted() {
    const problem = link?.connection.problem
    refusal = problem && final.includes(problem.code) ? problem : null
    tell()
  }

  const phase = () =>
    phaseOf({
      isBundled: isBundled(),
      live: events.live,
      staleSince: events.staleSince,
      refused: refusal !== null,
      seen: Boolean(link?.connection.engine ?? link?.connection.problem),
      isPinned: link?.connection.isPinned ?? null,
    })

  /** One after the other: each begins with what the one before it left. */
  function change(next: Shown, open: () => Promise<Link | null>, why: AppError | null): Promise<void> {
    const changed = switching.then(async () => {
      const opened = await open()
      const old = link
      // All in one go: nobody ever meets one engine's connection with another one's state.
      connection.use(opened?.connection ?? (why ? nobody(why) : bundled))
      old?.close()
      link = opened
      shown = next
      refusal = why
      events.switched()
      tell()
    })
    switching = changed.catch(() => {})
    return changed
  }

  return {
    connection,
    events,
    get isBundled() {
      return isBundled()
    },
    get state() {
      const now = phase()
      const error = now === 'refused' || now === 'lost' ? (refusal ?? link?.connection.problem) : null
      const found = link?.connection.engine ?? null
      const lacks = isBundled() ? own.lacks : lacksOf(shown.address, found?.lacks ?? [])
      const staleSince = events.live ? null : events.staleSince
      const { session } = connection
      return {
        ...shown,
        session,
        phase: now,
        staleSince,
        error: error?.toData() ?? null,
        engine: found,
        lacks,
      }
    },

    async use(listed) {
      const { target, source, unusable, name } = listed
      const next = shownOf(listed)
      if (source === 'bundled') return change(next, async () => null, null)
      if (!target || unusable !== null) {
        throw new AppError('unsupported/connection', {
          object: name,
          why: unusable ?? sentence('why/no-way'),
        })
      }
      return change(next, () => openLink(parts, { ...listed, target }, pinOf(next), greeted), null)
    },
    useNone: (next, why) => change(next, async () => null, why),
    show(next) {
      shown = next
      tell()
    },
    reconnect() {
      // One that is not there any more stays so until another is chosen.
      if (isBundled() || link) tryAgain()
    },
    trust(identity) {
      const found = link?.connection.engine?.identity
      if (found !== identity) {
        throw new AppError('conflict/engine', { object: shown.name })
      }
      pinOf(shown).write(identity)
      tell()
    },
    onChange: listeners.add,
    dispose() {
      listeners.clear()
      own.dispose()
      stopWatching()
      events.dispose()
      connection.dispose()
      bundled.dispose()
      link?.close()
    },
  }
}

function shownOf({ id, source, name, colour, address }: Shown): Shown {
  return { id, source, name, colour, address }
}

function nobody(why: AppError): Connection {
  const refuse = async (): Promise<never> => {
    throw new AppError('engine-unreachable/none', { why: why.sentence })
  }
  return { socket: '', request: refuse, stream: refuse, hijack: refuse, release() {}, dispose() {} }
}
