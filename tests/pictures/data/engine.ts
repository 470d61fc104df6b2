import type { AppInfo } from '../../../main/contract/app'
import type { ActiveConnection, ConnectionList } from '../../../main/contract/connections'
import { defaultSettings } from '../../../main/contract/constants'
import type { EngineState } from '../../../main/contract/engine'
import type { DataSize, ReadEngineSettings } from '../../../main/contract/engineSettings'
import type { KnownRegistries } from '../../../main/contract/registries'
import type { SettingsState } from '../../../main/contract/settings'
import { sentence } from '../../../main/texts/sentence'
import { daysAgo, hoursAgo, minutesAgo } from './moments'

const home = '/home/mira/.local/share/slipway'
const socket = '/run/user/1000/slipway/docker.sock'

export const readyEngine: EngineState = {
  phase: 'ready',
  since: hoursAgo(26),
  mode: 'rootless',
  socket,
  home,
  version: '28.3.1',
  apiVersion: '1.51',
  reason: null,
  advice: null,
  log: [],
  processes: [
    { name: 'keeper', pid: 4101, since: daysAgo(3), restarts: 0 },
    { name: 'rootlesskit', pid: 4108, since: daysAgo(3), restarts: 0 },
    { name: 'containerd', pid: 4152, since: hoursAgo(26), restarts: 1 },
    { name: 'dockerd', pid: 9120, since: hoursAgo(26), restarts: 2 },
  ],
  deadPorts: {},
  disk: { path: `${home}/engine/data`, free: 183_400_000_000, total: 494_000_000_000, low: false },
}

export const failedEngine: EngineState = {
  ...readyEngine,
  phase: 'failed',
  since: minutesAgo(4),
  reason: sentence('engine/said', {
    said: 'dockerd ended five times within ten minutes, and is not started again.',
  }),
  advice: 'bin/slipway engine doctor',
  log: [
    'time="2026-05-20T10:26:01Z" level=info msg="Starting up"',
    'time="2026-05-20T10:26:02Z" level=error msg="failed to mount overlay: no such device" storage-driver=overlay2',
    'failed to start daemon: error initializing graphdriver: driver not supported',
  ],
  processes: readyEngine.processes.slice(0, 1),
}

export const engineLog = [
  'time="2026-05-19T08:30:01.102934521Z" level=info msg="Starting up"',
  'time="2026-05-19T08:30:01.204418102Z" level=info msg="[graphdriver] trying configured driver: overlay2"',
  'time="2026-05-19T08:30:01.618220417Z" level=warning msg="WARNING: No io.max (rbps) support"',
  'time="2026-05-19T08:30:01.618226019Z" level=info msg="Docker daemon" commit=bfa9a34 storage-driver=overlay2 version=28.3.1',
  'time="2026-05-19T08:30:01.702310993Z" level=info msg="Daemon has completed initialization"',
  `time="2026-05-19T08:30:01.731200456Z" level=info msg="API listen on ${socket}"`,
]

const bundled = {
  id: 'bundled',
  source: 'bundled',
  name: 'Slipway engine',
  colour: 'teal',
  address: `unix://${socket}`,
} as const

export const activeBundled: ActiveConnection = {
  ...bundled,
  session: 1,
  phase: 'connected',
  staleSince: null,
  error: null,
  engine: null,
  lacks: [],
}

const cluster = {
  id: 'added:6f1c9b52-3d0f-4c57-9a35-2f1f5c1b7a10',
  source: 'added',
  name: 'Build server',
  colour: 'magenta',
  address: 'ssh://mira@build.example.com',
} as const

/** An engine of another machine, which stopped answering. */
export const lostConnection: ActiveConnection = {
  ...cluster,
  session: 2,
  phase: 'lost',
  staleSince: minutesAgo(6),
  error: { code: 'engine-unreachable', key: 'engine-unreachable' },
  engine: {
    kind: 'docker',
    version: '27.1.0',
    apiVersion: '1.46',
    name: 'build',
    identity: 'ABCD',
    lacks: ['sameMachine'],
  },
  lacks: ['sameMachine'],
}

export const connectionList: ConnectionList = {
  connections: [
    { ...bundled, target: { kind: 'unix', socket }, unusable: null, isCurrentContext: false },
    {
      id: 'context:desktop-linux',
      source: 'context',
      name: 'desktop-linux',
      colour: 'blue',
      address: 'unix:///home/mira/.docker/desktop/docker.sock',
      target: { kind: 'unix', socket: '/home/mira/.docker/desktop/docker.sock' },
      unusable: null,
      isCurrentContext: true,
    },
    {
      id: 'context:legacy',
      source: 'context',
      name: 'legacy',
      colour: 'grey',
      address: 'tcp://10.0.0.9:2375',
      target: null,
      unusable: sentence('why/clear'),
      isCurrentContext: false,
    },
    {
      id: 'system:/run/podman/podman.sock',
      source: 'system',
      name: 'podman',
      colour: 'violet',
      address: 'unix:///run/podman/podman.sock',
      target: { kind: 'unix', socket: '/run/podman/podman.sock' },
      unusable: null,
      isCurrentContext: false,
    },
    {
      ...cluster,
      target: {
        kind: 'ssh',
        user: 'mira',
        host: 'build.example.com',
        port: null,
        socket: null,
        identityFile: null,
      },
      unusable: null,
      isCurrentContext: false,
    },
  ],
  registered: true,
  problems: [],
}

export const settings: ReadEngineSettings = {
  file: `${home}/engine/daemon.json`,
  settings: {
    logs: { maxSize: '100m', maxFiles: 3 },
    registryMirrors: [],
    insecureRegistries: ['registry.example.com:5000'],
    proxies: { http: '', https: '', no: 'localhost,127.0.0.1' },
    dns: ['9.9.9.9'],
    addressPools: [{ base: '10.200.0.0/16', size: 24 }],
  },
  problem: null,
  revision: '1',
  fixed: [
    { name: 'storage-driver', value: 'overlay2' },
    { name: 'live-restore', value: 'true' },
  ],
  data: `${home}/engine/data`,
}

export const dataSize: DataSize = {
  images: { bytes: 2_310_000_000, free: 640_000_000 },
  containers: { bytes: 48_200_000, free: 12_000_000 },
  volumes: { bytes: 912_000_000, free: 0 },
  buildCache: { bytes: 310_500_000, free: 310_500_000 },
  containerLogs: { bytes: 21_400_000, free: 0 },
  removed: { bytes: 0, free: 0 },
  snapshots: { bytes: 0, free: 0 },
  engineLogs: { bytes: 1_900_000, free: 0 },
}

const part = (
  name: string,
  version: string,
  licence: string,
  group: 'application' | 'engine' = 'application',
) => ({
  name,
  version,
  licence,
  group,
})
export const appInfo: AppInfo = {
  versions: { slipway: '0.1.0', electron: '25.1.1', chrome: '114.0.5735.45', node: '18.15.0' },
  parts: [
    part('containerd', '1.7.27', 'Apache-2.0', 'engine'),
    part('docker.io', '28.3.1', 'Apache-2.0', 'engine'),
    part('slirp4netns', '1.2.0', 'GPL-2.0-or-later', 'engine'),
    part('dockerode', '5.0.1', 'Apache-2.0'),
    part('electron', '25.1.1', 'MIT'),
    part('pinia', '4.1.0', 'MIT'),
    part('vue', '3.5.22', 'MIT'),
    part('zod', '4.6.7', 'MIT'),
  ],
  tray: true,
}

export const settingsState: SettingsState = {
  values: defaultSettings,
  file: `${home}/settings.json`,
  problem: null,
  revision: 1,
}

export const knownRegistries: KnownRegistries = {
  items: [
    { host: 'docker.io', user: 'mira', keeper: 'keyring', program: 'docker-credential-secretservice' },
    { host: 'registry.example.com:5000', user: '', keeper: 'file', program: null },
    {
      host: 'a-registry-of-a-department-with-a-long-name.internal.example.com',
      user: 'somebody.with.a.long.name@example.com',
      keeper: 'helper',
      program: 'docker-credential-pass',
    },
    { host: 'packages.example.com', user: 'mira', keeper: 'memory', program: null },
  ],
  problems: [],
}
