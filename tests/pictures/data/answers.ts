import { AppError } from '../../../main/contract/errors'
import type { Snapshot } from '../../../main/contract/values'
import type { Answers } from './answer'
import { detailsOf as containerDetails, containers, inspectText, logLines, openedLog } from './containers'
import {
  activeBundled,
  appInfo,
  connectionList,
  dataSize,
  engineLog,
  failedEngine,
  knownRegistries,
  lostConnection,
  readyEngine,
  settings,
  settingsState,
} from './engine'
import { detailsOf as imageDetails, images, pull, rowOf, shop, sizesOfAll } from './images'
import { layerAnswers } from './layers'
import { minutesAgo, now } from './moments'
import { snapshots, usageOf } from './usage'
import { volumes } from './volumes'

const live = <T>(items: readonly T[]): readonly [Snapshot<T>] => [{ items, at: now, staleSince: null }]

const mountsOf = (id: string) =>
  containers.filter((each) => each.id === id).flatMap((each) => containerDetails(each).mounts)

/** A busy engine with everything in it. */
export const busy: Answers = {
  app: { info: () => appInfo, openAtLogin: () => false, licence: () => 'A licence.' },
  connections: { watch: () => [activeBundled], list: () => connectionList },
  engine: {
    watch: () => [readyEngine],
    settings: () => settings,
    running: () => ({ running: 20, stayDown: 14, mayStayDown: 2 }),
    dataSize: () => [dataSize],
    log: () => [engineLog],
  },
  containers: {
    watch: () => live(containers),
    details: ({ id }) => containers.filter((each) => each.id === id).map(containerDetails),
    inspect: () => inspectText,
    logs: () => [{ lines: logLines }],
    written: ({ id }) => [{ files: 1204, removed: 3, bytes: 48_300_000, mounts: mountsOf(id) }],
  },
  images: {
    watch: () => live(images.map(rowOf)),
    sizes: sizesOfAll,
    details: ({ id }) => images.filter((each) => each.id === id).map(imageDetails)[0] ?? imageDetails(shop),
    inspect: () => inspectText,
  },
  layers: layerAnswers,
  logs: { open: ({ ids }) => [openedLog(ids)], lines: () => [], clearable: () => true },
  activity: { watch: () => [{ items: [], last: 0 }] },
  registries: { list: () => ({ items: [], problems: [] }) },
  settings: { watch: () => [settingsState] },
  snapshots: { watch: () => [snapshots] },
  usage: { watch: usageOf },
  volumes: { watch: () => live(volumes), drivers: () => ['local'], inspect: () => inspectText },
}

/** A pull is under way. */
export const pullingAnswers: Answers = {
  ...busy,
  images: { ...busy.images, pull: () => pull.id },
  activity: { watch: () => [{ items: [pull], last: pull.id }] },
}

/** The list of containers is still on its way. */
export const loading: Answers = { ...busy, containers: { ...busy.containers, watch: undefined } }

/** Logs cannot be read. */
export const unreadable: Answers = {
  ...busy,
  logs: {
    ...busy.logs,
    open() {
      throw new AppError('timeout', { object: 'web-1' })
    },
  },
}

/** Somebody logged in to registries, whose log-ins are kept in every way. */
export const loggedIn: Answers = { ...busy, registries: { list: () => knownRegistries } }

/** An engine that was never used. */
export const empty: Answers = {
  ...busy,
  containers: { watch: () => live([]) },
  images: { watch: () => live([]) },
  volumes: { watch: () => live([]) },
}

/** Slipway's own engine does not start. */
export const failed: Answers = {
  ...busy,
  engine: { ...busy.engine, watch: () => [failedEngine] },
  containers: { watch: () => [{ items: [], at: 0, staleSince: failedEngine.since }] },
  images: { watch: () => [{ items: [], at: 0, staleSince: failedEngine.since }] },
  volumes: { watch: () => [{ items: [], at: 0, staleSince: failedEngine.since }] },
}

/** Another machine's engine stopped answering. */
export const lost: Answers = {
  ...busy,
  connections: { ...busy.connections, watch: () => [lostConnection] },
  containers: {
    ...busy.containers,
    watch: () => [{ items: containers, at: minutesAgo(6), staleSince: minutesAgo(6) }],
  },
}
