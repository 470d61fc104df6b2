import { homedir } from 'node:os'
import { join } from 'node:path'
import { mark } from './base/marks'
import type { Container } from './contract/containers'
import type { Services, SlipwayContract } from './contract/contract'
import { contract } from './contract/contract'
import { AppError } from './contract/errors'
import type { Snapshot } from './contract/values'
import { engineApi } from './engine/api/api'
import { createConnection } from './engine/client/connection'
import type { Events } from './engine/client/events'
import { createEngine, type Engine } from './engine/owned/lifecycle'
import { createServer, type Server } from './ipc/server'
import { layerwalkProgram } from './layers/layerwalk'
import { createReaderClient, layersReaderScript } from './layers/reader/readerClient'
import { createLayersClient, layersWorkerScript } from './layers/worker/layersClient'
import { createLogsClient, logsWorkerScript } from './logs/worker/logsClient'
import { type Activities, createActivities } from './services/activity/activities'
import { createContainerActivities } from './services/activity/containers'
import { createImageActivities } from './services/activity/imageTransfers'
import { createRemakeActivities } from './services/activity/remakes'
import { createActivityService } from './services/activity/service'
import { createAppService, type Host } from './services/app/app'
import { createBuilds } from './services/builds/builds'
import { welcomeParts } from './services/builds/welcome'
import { assembleConnections } from './services/connections/assemble'
import { createContainers } from './services/containers/containers'
import type { Desktop } from './services/desktop'
import { createEngineService } from './services/engine/engine'
import { createImages } from './services/images/images'
import { assembleKept } from './services/kept/assemble'
import { createLayers } from './services/layers/layers'
import { createLogs } from './services/logs/logs'
import { assembleCredentials } from './services/registries/assemble'
import { createRegistries } from './services/registries/registries'
import { createSettingsService } from './services/settings/service'
import type { SettingsStore } from './services/settings/store'
import { createOpenShells } from './services/terminals/openShells'
import { createTerminals } from './services/terminals/terminals'
import { createToolboxes } from './services/terminals/toolbox'
import { createToolboxImage } from './services/terminals/toolboxImage'
import { createUsage } from './services/usage/usage'
import { createVolumes } from './services/volumes/volumes'

export interface Dependencies {
  /** The application's root: the repository, or a packaged application's app.asar. */
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  readonly desktop: Desktop
  readonly host: Host
  readonly settings: SettingsStore
  /** Told of every error that a request was answered with. */
  log(error: AppError, method: string): void
}

export interface Composition {
  readonly engine: Engine
  readonly events: Events
  readonly activities: Activities
  readonly services: Services
  readonly server: Server
  /** The list of containers as it is now. @throws AppError when the engine refuses it */
  containers(): Promise<Snapshot<Container>>
  /** The name of the engine that all services speak with, where it is another than Slipway's own. */
  elsewhere(): string | null
  /**
   * Makes sure that the engine runs.
   * @returns whether it was this that started it; false when it ran already
   */
  bringUp(): Promise<boolean>
  /** Lets go of everything; the engine runs on. */
  shutdown(): Promise<void>
}

/** Builds every part of main that is not Electron's, around the engine that runs, if one does. */
export async function compose({
  root,
  env,
  desktop,
  host,
  settings,
  log,
}: Dependencies): Promise<Composition> {
  const engine = createEngine({ root, env })
  const adopted = await engine.adopt()
  mark('knows whether the engine runs')
  // It may be started again from another session, with its socket elsewhere.
  const bundled = createConnection({ socket: () => engine.state.socket })
  // dockerd waits five seconds for open streams before it ends.
  engine.onState(({ phase }) => {
    if (phase !== 'ready') bundled.release()
  })
  const connections = await assembleConnections({ engine, bundled, env, personHome: homedir() })
  const { chosen } = connections
  mark('knows the connections')
  const { connection, events } = chosen
  const layersClient = createLayersClient({ script: layersWorkerScript(root) })
  const logsClient = createLogsClient({
    script: logsWorkerScript(root),
    scratch: join(engine.paths.home, 'cache'),
  })
  const activities = createActivities((error, kind) => log(error, `activity: ${kind}`))
  const credentials = assembleCredentials({
    env,
    personHome: homedir(),
    home: engine.paths.home,
    helpers: engine.parts.helpers,
  })
  const reader = createReaderClient({ script: layersReaderScript(root) })
  const images = createImages({
    connection,
    events,
    desktop,
    reader,
    credentials,
    welcome: () =>
      chosen.isBundled ? { socket: engine.state.socket, parts: welcomeParts(root, engine.parts) } : null,
  })
  const ownWalked = () => ({
    mode: engine.state.mode,
    run: engine.paths.run,
    program: layerwalkProgram(root),
  })
  const walked = () => (chosen.isBundled ? ownWalked() : null)
  const kept = assembleKept({
    engine,
    bundled,
    chosen,
    settings,
    walked: ownWalked,
    stop: (id) => containers.stop({ id }),
    log,
    leftAlone: createRemakeActivities(activities, () => connection.session),
  })
  const isElsewhere = () => chosen.state.lacks.includes('sameMachine')
  const containers = createContainers({
    connection,
    events,
    desktop,
    isElsewhere,
    walked,
    keep: kept.keep,
    endedBefore: kept.endedBefore,
  })
  const session = () => connection.session
  const toolboxes = createToolboxes(
    engine.paths.home,
    createToolboxImage(join(welcomeParts(root, engine.parts).busybox, 'busybox')),
  )
  const terminals = createTerminals({
    connection,
    events,
    toolboxes,
    shells: createOpenShells(join(engine.paths.run, 'shells')),
    isOwn: () => chosen.isBundled,
    beforeRoot: kept.beforeTerminal,
  })
  const services: Services = {
    activity: createActivityService(activities),
    app: createAppService({ root, desktop, host }),
    builds: createBuilds({
      connection,
      events,
      desktop,
      tools: { parts: engine.parts, env, home: engine.paths.home, credentials },
      active: () => {
        const { id, address, engine: found, phase, error } = chosen.state
        return {
          id,
          hasBuildKit: found?.kind === 'podman' ? false : chosen.isBundled ? true : null,
          refusal: error
            ? AppError.revive(error)
            : phase === 'changed'
              ? new AppError('engine-changed', { object: address })
              : null,
        }
      },
      begin: activities.begin,
    }),
    connections: connections.service,
    engine: createEngineService(engine, kept.bytes, () => engineApi(connection).system),
    containers: {
      ...containers,
      ...createContainerActivities(containers, activities, session),
      ...kept.removing(containers),
    },
    images: { ...images, ...createImageActivities(images, activities, session) },
    layers: createLayers({
      connection,
      events,
      desktop,
      client: layersClient,
      reader,
      walked,
      cache: join(engine.paths.home, 'cache/layers'),
      snapshot: kept.snapshot,
      scratch: join(engine.paths.home, 'cache'),
    }),
    logs: createLogs({
      connection,
      desktop,
      client: logsClient,
      stored: () => (chosen.isBundled ? engine.paths.data : null),
    }),
    registries: createRegistries({ connection, credentials }),
    ...kept.services,
    settings: createSettingsService(settings),
    terminals: terminals.service,
    usage: createUsage({ connection, events, isOwn: () => chosen.isBundled }),
    volumes: createVolumes({ connection, events, walked }),
  }
  const server = createServer<SlipwayContract>(contract, services, log)

  return {
    engine,
    events,
    containers: containers.current,
    activities,
    services,
    server,
    elsewhere: () => (chosen.isBundled ? null : chosen.state.name),
    async bringUp() {
      if (!adopted) await engine.start()
      return !adopted
    },
    async shutdown() {
      kept.dispose()
      // While the engine can still be asked.
      await terminals.dispose()
      const closed = Promise.all([layersClient.close(), logsClient.close(), activities.dispose()])
      chosen.dispose()
      engine.dispose()
      await closed
    },
  }
}
