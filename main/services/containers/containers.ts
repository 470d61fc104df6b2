import { snapshots, untilAborted } from '../../base/latch'
import type { CommitRequest, Container, ContainerDetails } from '../../contract/containers'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { Snapshot } from '../../contract/values'
import { type EngineApi, engineApi } from '../../engine/api/api'
import { nameOfInspected } from '../../engine/api/containerAnswers'
import { inspectedContainer } from '../../engine/api/containerShapes'
import { type ReadRows, sound } from '../../engine/api/shape'
import { mayChangeContainer } from '../../engine/client/changes'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import type { WalkedEngine } from '../../layers/layerwalk'
import { shortId } from '../../shared/digest'
import { chosenPath } from '../chosenPath'
import type { Desktop } from '../desktop'
import { createLiveList } from '../liveList'
import { guardedSettings, inspectText } from '../secrets'
import { unlessGone } from '../unlessGone'
import { commit } from './commit'
import { createEnds } from './ends'
import { exportFiles, suggestedArchive } from './export'
import { createFates } from './fates'
import { isCheckOf, isUnwell } from './healthcheck'
import { createImageNames, imageCalled } from './imageNames'
import { containerDetails, portsIn } from './inspection'
import { likenessOf } from './likeness'
import { logOf } from './logs'
import { tellHolder } from './portHolder'
import { projectNetworks, removeProjectNetwork } from './projects'
import { publishedAddress } from './published'
import { createRenames } from './renames'
import { asItEnded, type LastEnd, toRow } from './rows'
import { create, run } from './run'
import { saveLog } from './savedLog'
import { createSince } from './since'
import { writtenIn } from './written'

/** Milliseconds that the engine may need beside the time that it gives a container to stop. */
const margin = 30_000
const defaultStopSeconds = 10
const longestStopSeconds = 3600
/** Podman's word when a container ends while it is about to kill it: then nothing was done. */
const endedMeanwhile = /could not be stopped\b.*\bstate improper/i

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
  readonly desktop: Pick<Desktop, 'chooseNewFile' | 'openUrl'>
  /** Whether ports are published on another machine; without it, never. */
  isElsewhere?(): boolean
  /** As it is of the engine that is active; null, or without it, where its files may not be read. */
  walked?(): WalkedEngine | null
  /** How containers had ended that were removed and came back, by their ids: of these the engine says `created`. */
  endedBefore?(): ReadonlyMap<string, LastEnd>
  /** Removes a container so that it can come back; false where that cannot be, and nothing was done. */
  keep?(engine: EngineApi, id: string, stop: () => Promise<void>): Promise<boolean>
}

/** What takes long. */
export interface LongWays {
  /** The engine goes on with it when the stream is left. */
  commit(
    input: CommitRequest & { readonly id: string; readonly session?: number },
    signal: AbortSignal,
  ): AsyncIterable<ImageProgress>
  export(
    input: { readonly id: string; readonly session?: number },
    signal: AbortSignal,
  ): AsyncIterable<ImageProgress>
}
export type Containers = Omit<Services['containers'], keyof LongWays> &
  LongWays & {
    /** The list as it is now. */
    current(): Promise<Snapshot<Container>>
  }

/** Docker's words and Podman's for a signal that they do not know. */
const noSignal = /invalid signal|does not support signal/i

/** Containers as the window, the tray and the command line see them. */
export function createContainers({
  connection,
  events,
  desktop,
  isElsewhere = () => false,
  walked = () => null,
  endedBefore = () => new Map(),
  keep = async () => false,
}: Dependencies): Containers {
  /** By id, from the newest list: errors speak of names. */
  let names = new Map<string, string>()

  const list = createLiveList<Container>({ read: readRows, events, of: 'containers' })
  const renamed = createRenames(events)
  const ended = createEnds(events)
  const withImageNames = createImageNames()
  const sinceOf = createSince()
  const fates = createFates({
    events,
    inspect: (id) => inspect(engineApi(connection), id),
    found: () => list.readAgain(),
  })

  async function readRows(): Promise<ReadRows<Container>> {
    let unread = 0
    async function ask(): Promise<Container[]> {
      const engine = engineApi(connection)
      const listed = await engine.containers.listed({ all: true })
      unread = listed.unread
      const since = sinceOf(listed.rows, Date.now())
      const rows = listed.rows
        .map((one) => toRow(one, since.get(one.Id) ?? null))
        .map((row) => (row.state === 'created' ? asItEnded(row, endedBefore().get(row.id)) : row))
      return withImageNames(engine, fates.fill(rows))
    }
    const rows = await renamed(() => ended(ask))
    names = new Map(rows.map(({ id, name }) => [id, name]))
    return { rows, unread }
  }

  function nameOf(id: string): string {
    return names.get(id) ?? [...names].find(([full]) => full.startsWith(id))?.[1] ?? shortId(id)
  }

  function inspect(engine: EngineApi, id: string, object = nameOf(id), signal?: AbortSignal) {
    return engine.containers.inspect(id, { object, signal })
  }

  /** As long as the container may take to stop: its own time, else the engine's. */
  async function actWithStop(engine: EngineApi, id: string, verb: 'stop' | 'restart'): Promise<void> {
    const { Config } = await inspect(engine, id)
    const seconds = Config.StopTimeout ?? defaultStopSeconds
    const limit = seconds < 0 ? longestStopSeconds : Math.min(seconds, longestStopSeconds)
    await engine.containers[verb](id, { object: nameOf(id), timeout: limit * 1000 + margin })
  }

  async function kill(engine: EngineApi, id: string, signal?: string): Promise<void> {
    const object = nameOf(id)
    try {
      await engine.containers.kill(id, signal, { object })
    } catch (thrown) {
      const said = AppError.from(thrown).details?.engine ?? ''
      if (!signal || !noSignal.test(said)) throw thrown
      throw new AppError('invalid-input/signal', { object, signal, engine: said }, { cause: thrown })
    }
  }

  async function remove(engine: EngineApi, id: string, volumes: boolean, attempts = 5): Promise<void> {
    const about = { object: nameOf(id), timeout: 4 * margin }
    try {
      await engine.containers.remove(id, { force: true, volumes, ...about })
    } catch (thrown) {
      const { code, details } = AppError.from(thrown)
      if (attempts > 1 && endedMeanwhile.test(details?.engine ?? ''))
        return remove(engine, id, volumes, attempts - 1)
      if (code !== 'conflict' || !/already in progress/i.test(details?.engine ?? '')) throw thrown
      // Somebody else removes it: done when they are.
      await unlessGone(engine.containers.waitRemoved(id, about))
    }
  }

  /** What starts something, and where that fails for a busy port says who has it. */
  async function tellingHolder<T>(engine: EngineApi, start: (engine: EngineApi) => Promise<T>): Promise<T> {
    try {
      return await start(engine)
    } catch (thrown) {
      throw await tellHolder(thrown, engine, { elsewhere: isElsewhere() })
    }
  }

  function details(engine: EngineApi, id: string, signal: AbortSignal): AsyncIterable<ContainerDetails> {
    let last: ContainerDetails | undefined
    async function read(): Promise<ContainerDetails> {
      try {
        const object = last?.name ?? nameOf(id)
        const inspection = sound(await inspect(engine, id, object, signal), inspectedContainer, object)
        const of = { named: inspection.Config.Image, imageId: inspection.Image }
        last = containerDetails(inspection, await imageCalled(engine, of, signal))
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
        if (mayChangeContainer(id, news) || (isUnwell(last) && isCheckOf(id, news))) changed()
      })
    return snapshots(read, subscribe, signal)
  }

  /** A start that fails has no event, but a reason. */
  async function start(engine: EngineApi, id: string): Promise<void> {
    await engine.containers.start(id, { object: nameOf(id) }).finally(() => fates.outdated(id))
  }

  /** The engine of this session, for one piece of work. */
  const held = (wanted?: number) => engineApi(connection.held(wanted))
  const called = (id: string) => ({ object: nameOf(id) })

  return {
    watch: (signal) => list.watch(signal),
    current: list.current,
    readAgain: async () => list.readAgain(),
    details: ({ id }, signal) => details(held(), id, signal),
    revealed: async ({ id }) => guardedSettings((await inspect(held(), id)).Config, true),
    inspect: async ({ id, reveal }) => inspectText(await inspect(held(), id), reveal),
    start: ({ id }) => tellingHolder(held(), (engine) => start(engine, id)),
    stop: ({ id }) => actWithStop(held(), id, 'stop'),
    restart: ({ id }) => tellingHolder(held(), (engine) => actWithStop(engine, id, 'restart')),
    pause: ({ id }) => held().containers.pause(id, called(id)),
    resume: ({ id }) => held().containers.unpause(id, called(id)),
    kill: ({ id, signal }) => kill(held(), id, signal),
    rename: ({ id, name }) => held().containers.rename(id, name, called(id)),
    async remove({ id }) {
      const engine = held()
      const kept = await keep(engine, id, () => actWithStop(engine, id, 'stop'))
      if (!kept) await remove(engine, id, false)
      return { kept }
    },
    removeForGood: ({ id }) => remove(held(), id, true),
    projectNetworks: ({ project }) => projectNetworks(held(), project),
    removeProjectNetwork: ({ project, id, session }) => removeProjectNetwork(held(session), project, id),
    likeness: async ({ id }) => likenessOf(held(), await inspect(held(), id)),
    run: ({ session, ...request }) => tellingHolder(held(session), (engine) => run(engine, request)),
    create: ({ session, ...request }) => create(held(session), request),
    async *written({ id }, signal) {
      yield await writtenIn(held(), walked(), id, { object: nameOf(id), signal })
    },
    commit: ({ id, session, ...request }, signal) =>
      commit(held(session), { id, name: nameOf(id) }, request, signal),

    async *export({ id, session }, signal) {
      const engine = held(session)
      const name = nameOfInspected(await inspect(engine, id, nameOf(id), signal))
      const file = await chosenPath(desktop.chooseNewFile(suggestedArchive(name)), signal)
      yield* exportFiles(engine, { id, name, file }, signal)
    },

    logs: ({ id, tail }, signal) => {
      const engine = held()
      return logOf(engine, () => inspect(engine, id, nameOf(id), signal), tail, signal)
    },

    async *saveLogs({ id, timestamps }, signal) {
      const engine = held()
      const inspection = await inspect(engine, id, nameOf(id), signal)
      const file = await untilAborted(desktop.chooseNewFile(`${nameOfInspected(inspection)}.log`), signal)
      if (file) yield* saveLog(engine, inspection, { file, timestamps }, signal)
    },

    async openPort({ id, containerPort, protocol }) {
      const inspection = await inspect(held(), id)
      const port = portsIn(inspection).find(
        (candidate) => candidate.containerPort === containerPort && candidate.protocol === protocol,
      )
      if (isElsewhere()) {
        const object = nameOfInspected(inspection)
        throw new AppError('unsupported/elsewhere', { object })
      }
      await desktop.openUrl(
        publishedAddress(port, `${containerPort}/${protocol}`, nameOfInspected(inspection)),
      )
    },
  }
}
