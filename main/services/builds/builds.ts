import { homedir } from 'node:os'
import { snapshots } from '../../base/latch'
import { createListeners } from '../../base/listeners'
import { paced } from '../../base/paced'
import type { ActivityKind } from '../../contract/activity'
import type { BuildRequest } from '../../contract/builds'
import type { Services } from '../../contract/contract'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import { type EngineApi, engineApi } from '../../engine/api/api'
import type { Events } from '../../engine/client/events'
import type { SwitchingConnection } from '../../engine/client/switchingConnection'
import type { Desktop } from '../desktop'
import type { ImageStore } from '../layers/imageConfig'
import { readImageStore } from '../layers/imageLayers'
import { type BuildPlan, type BuildRecord, createBuildRecord } from './buildRecord'
import { type ChosenFolder, createBuildFolders, createBuildSecrets, readDockerfile } from './folder'
import { type BuildTools, requireNoSecrets, runBuild } from './runBuild'
import { type ParsedDockerfile, targetStage } from './stages'

interface Dependencies {
  readonly connection: SwitchingConnection
  readonly events: Events
  readonly desktop: Pick<Desktop, 'chooseBuildFolder' | 'chooseBuildSecret'>
  readonly tools: BuildTools
  /** The engine that is active. */
  active(): {
    /** The connection's. */
    readonly id: string
    readonly hasBuildKit: boolean | null
    /** Why nothing may be changed there. */
    readonly refusal: AppError | null
  }
  /** Begins an activity; see services/activity. */
  begin(task: {
    readonly kind: ActivityKind
    readonly subject: string
    readonly session: number
    readonly joins: false
    work(signal: AbortSignal): AsyncIterable<ImageProgress>
  }): number
}

/** Ended builds that are kept; the oldest go first. */
const mostEnded = 50
/** Milliseconds between two looks that a reader gets at a build. */
const pace = 100

/** Builds of images from the person's folders, by the bundled buildx or by the engine itself. */
export function createBuilds(parts: Dependencies): Services['builds'] {
  const { connection, events, desktop, tools, active, begin } = parts
  const folders = createBuildFolders(desktop, homedir())
  const secrets = createBuildSecrets(desktop, homedir())
  const records = new Map<number, BuildRecord>()
  const { add: listen, tell: changed } = createListeners()
  let store: { readonly session: number; readonly found: Promise<ImageStore> } | undefined

  function get(id: number): BuildRecord {
    const found = records.get(id)
    if (found) return found
    throw new AppError('not-found/build', { object: String(id) })
  }

  /** Reads a Dockerfile as it is now. Its parser is loaded when it is first needed. */
  async function read(
    folder: ChosenFolder,
    file: string,
    values?: Readonly<Record<string, string>>,
  ): Promise<ParsedDockerfile> {
    const { parseDockerfile } = await import('./dockerfile')
    return parseDockerfile(await readDockerfile(folder, file), file, values)
  }

  async function plan(request: BuildRequest): Promise<BuildPlan> {
    const folder = folders.get(request.folder)
    const { file, target } = request
    const values = Object.fromEntries(request.args.map(({ name, value }) => [name, value]))
    const parsed = await read(folder, file, values)
    if (targetStage(parsed, target) < 0) {
      throw new AppError('invalid-input/target', { file, target: target ?? '', object: folder.place })
    }
    // buildx would wait for a named pipe for ever.
    const { readIgnored } = await import('./context')
    await readIgnored(folder.path, file)
    const { id: connection, hasBuildKit } = active()
    if (hasBuildKit === false) requireNoSecrets(request)
    const chosen = await Promise.all(request.secrets.map((secret) => secrets.get(secret)))
    return { request, folder, secrets: chosen, parsed, name: request.tags[0] ?? folder.name, connection }
  }

  /** The engine starts programs to answer this: it is asked once in a session, and while buildx works. */
  function storeOf(session: number, engine: EngineApi): Promise<ImageStore> {
    if (store?.session === session) return store.found
    const found = readImageStore(engine, 'Engine')
    store = { session, found }
    found.catch(() => {
      if (store?.found === found) store = undefined
    })
    return found
  }

  async function start(request: BuildRequest): Promise<number> {
    const session = request.session ?? connection.session
    const held = connection.held(session)
    const engine = engineApi(held)
    // buildx speaks with whoever is there: who that is shows with any request.
    const [planned] = await Promise.all([plan(request), engine.system.ping()])
    const { refusal, hasBuildKit } = active()
    if (refusal) throw refusal
    const place = { engine, socket: held.socket, hasBuildKit, store: storeOf(session, engine) }
    let record: BuildRecord
    const id = begin({
      kind: 'build',
      subject: planned.name,
      session,
      joins: false,
      work: (signal) => work(() => record, place, signal),
    })
    record = createBuildRecord(planned, id, changed)
    records.set(id, record)
    changed()
    return id
  }

  function work(
    record: () => BuildRecord,
    place: Parameters<typeof runBuild>[1],
    signal: AbortSignal,
  ): AsyncIterable<ImageProgress> {
    return paced(async (report, signal) => {
      // The record is made once the activity has its id.
      await Promise.resolve()
      const mine = record()
      const switched = new AbortController()
      signal.addEventListener('abort', () => switched.abort(), { once: true })
      // It is another engine's by then: nothing of what is under way there may go on unseen.
      const unsubscribe = events.subscribe((news) => news === 'switched' && switched.abort())
      const unlisten = listen(() => report(mine.progress()))
      try {
        return mine.progress(await runBuild(mine, place, tools, switched.signal))
      } catch (thrown) {
        const error = whyStopped(AppError.from(thrown), signal, switched.signal)
        if (error.code === 'cancelled') mine.cancel()
        else mine.fail(error)
        throw error
      } finally {
        unsubscribe()
        unlisten()
        forgetOldest()
      }
    }, signal)
  }

  function forgetOldest() {
    const ended = [...records].filter(([, { build }]) => build.endedAt !== null)
    for (const [id] of ended.slice(0, Math.max(0, ended.length - mostEnded))) records.delete(id)
  }

  return {
    chooseFolder: () => folders.choose(),

    chooseSecret: () => secrets.choose(),

    async dockerfile({ folder, file }) {
      return (await read(folders.get(folder), file)).facts
    },

    start,

    again: async ({ id, session }) => start({ ...get(id).plan.request, session }),

    watch: (signal) =>
      snapshots(async () => [...records.values()].map(({ build }) => build).reverse(), listen, signal),

    async *steps({ id }, signal) {
      const seen = new Map<string, number>()
      let pause = Promise.resolve()
      const look = async () => {
        await pause
        // Steps write faster than anybody can read.
        pause = new Promise((resolve) => setTimeout(resolve, pace))
        return get(id).look(seen)
      }
      yield* snapshots(look, listen, signal)
    },
  }
}

function whyStopped(error: AppError, signal: AbortSignal, switched: AbortSignal): AppError {
  if (signal.aborted || !switched.aborted) return error
  return new AppError('engine-unreachable/switched', error.details)
}
