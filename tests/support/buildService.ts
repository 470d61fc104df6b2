import type { Activity } from '../../main/contract/activity'
import type { BuildProgress, BuildRequest } from '../../main/contract/builds'
import type { Services } from '../../main/contract/contract'
import { AppError } from '../../main/contract/errors'
import { createConnection } from '../../main/engine/client/connection'
import { createEvents, type Events } from '../../main/engine/client/events'
import {
  createSwitchingConnection,
  type SwitchingConnection,
} from '../../main/engine/client/switchingConnection'
import { engineParts } from '../../main/engine/owned/parts'
import { type Activities, createActivities } from '../../main/services/activity/activities'
import { createBuilds } from '../../main/services/builds/builds'
import type { BuildTools } from '../../main/services/builds/runBuild'
import { root } from './engine'
import { noCredentials } from './noCredentials'

/** Builds on a real engine, as main composes them. */
export interface BuildService {
  readonly builds: Services['builds']
  readonly activities: Activities
  /** What a request calls a file that is chosen as a secret. */
  chooseSecret(path: string): Promise<string>
  /** Begins a build of this folder. */
  start(path: string, options?: Partial<BuildRequest>): Promise<number>
  /** Builds it and answers all that is known in the end. @throws AppError why it failed */
  build(path: string, options?: Partial<BuildRequest>): Promise<BuildProgress>
  /** How one ends; null when it was cancelled. */
  ended(id: number): Promise<Activity | null>
  /** What is known of one now. */
  look(id: number): Promise<BuildProgress>
  close(): Promise<void>
}

interface Reach {
  readonly connection: SwitchingConnection
  readonly events: Events
}

interface Options {
  readonly socket: string
  /** What leads to an engine, in place of the socket; it stays open. */
  readonly reach?: Reach
  /** SLIPWAY_HOME of what is built. */
  readonly home: string
  readonly hasBuildKit?: boolean | null
  readonly tools?: Partial<BuildTools>
}

export function openBuildService(options: Options): BuildService {
  const { socket, home, hasBuildKit = null, tools, reach = reachOf(socket) } = options
  const { connection, events } = reach
  const activities = createActivities(() => {})
  let chosen: string | null = null
  let secretFile: string | null = null
  const builds = createBuilds({
    connection,
    events,
    desktop: { chooseBuildFolder: async () => chosen, chooseBuildSecret: async () => secretFile },
    tools: { parts: engineParts(root), env: process.env, home, credentials: noCredentials, ...tools },
    active: () => ({ id: 'bundled', hasBuildKit, refusal: null }),
    begin: activities.begin,
  })

  async function start(path: string, options: Partial<BuildRequest> = {}) {
    chosen = path
    const found = await builds.chooseFolder()
    if (!found) throw new Error('No folder was chosen')
    const { folder, dockerfiles } = found
    const plain = { target: null, args: [], secrets: [], platform: null, noCache: false, pull: false }
    const asked = { file: dockerfiles[0]!, tags: [], ...plain }
    return builds.start({ folder, ...asked, ...options })
  }
  function ended(id: number): Promise<Activity | null> {
    return new Promise((resolve) => {
      const look = () => {
        const found = activities.list.items.find((each) => each.id === id)
        if (found && found.endedAt === null) return
        unlisten()
        resolve(found ?? null)
      }
      const unlisten = activities.listen(look)
      look()
    })
  }
  async function look(id: number): Promise<BuildProgress> {
    const stop = new AbortController()
    for await (const progress of builds.steps({ id }, stop.signal)) return progress
    throw new Error('Nothing was said of it')
  }

  return {
    builds,
    async chooseSecret(path) {
      secretFile = path
      return (await builds.chooseSecret())!.secret
    },
    activities,
    start,
    ended,
    look,
    async build(path, options) {
      const id = await start(path, options)
      const end = await ended(id)
      if (end?.error) throw AppError.revive(end.error)
      return look(id)
    },
    async close() {
      await activities.dispose()
      if (options.reach) return
      events.dispose()
      connection.dispose()
    },
  }
}

function reachOf(socket: string): Reach {
  const connection = createSwitchingConnection(createConnection({ socket }))
  return { connection, events: createEvents(connection, { onWake: () => () => {} }) }
}
