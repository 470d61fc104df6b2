import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { call, stream } from './define'
import {
  type AppliedSettings,
  type DataSize,
  EngineSettings,
  type ReadEngineSettings,
} from './engineSettings'

export type EnginePhase = 'starting' | 'ready' | 'stopping' | 'stopped' | 'failed'

export interface EngineProcess {
  readonly name: 'keeper' | 'rootlesskit' | 'containerd' | 'dockerd'
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly since: number
  readonly restarts: number
}

/** Room on the file system that holds the engine's data, in bytes. */
export interface DiskSpace {
  /** Where the engine's data lies. */
  readonly path: string
  readonly free: number
  readonly total: number
  /** Less than 5 % or 2 GB is free. */
  readonly low: boolean
}

/** What the engine that Slipway owns is doing. */
export interface EngineState {
  readonly phase: EnginePhase
  /** When this phase began, in milliseconds since 1970. */
  readonly since: number
  readonly mode: 'rootless' | 'rootful'
  /** Path of the engine's unix socket. */
  readonly socket: string
  /** SLIPWAY_HOME: all state lives below it. */
  readonly home: string
  readonly version: string | null
  readonly apiVersion: string | null
  /** Why it failed, stopped or starts again; on a ready engine with an advice, what needs attention. */
  readonly reason: Sentence | null
  /** The command that mends it, where there is one; when it does something else, the reason says what. */
  readonly advice: string | null
  /** The end of the log that explains a failure. */
  readonly log: readonly string[]
  readonly processes: readonly EngineProcess[]
  /**
   * Published ports that no longer lead to a container though it runs, as `8080` or `53/udp`; by the container's id. Looked for
   * now and then while a window looks.
   */
  readonly deadPorts: Readonly<Record<string, readonly string[]>>
  /** Null until it is known; `watch` looks every half minute. */
  readonly disk: DiskSpace | null
}

export interface RunningContainers {
  readonly running: number
  /** Of these, how many do not come back when the engine was stopped and is started again: their restart policy is `no`. */
  readonly stayDown: number
  /** How many come back only if they end with an error: `on-failure`. */
  readonly mayStayDown: number
}

export const engineLogs = ['dockerd', 'containerd', 'keeper'] as const
export type EngineLog = (typeof engineLogs)[number]

export const engine = {
  watch: stream().emits<EngineState>(),
  start: call().returns<void>(),
  stop: call().returns<void>(),
  restart: call().returns<void>(),
  settings: call().returns<ReadEngineSettings>(),
  /**
   * Writes them when dockerd takes them, and starts it again; containers run on. When it does not become ready, the old
   * file comes back and it is started with that. Fails with `conflict` when the file was changed since `revision`, and
   * `engine-failed` (details: `refused`, nothing was changed; `undone`, all is as before; each what dockerd said).
   */
  applySettings: call(
    z.object({ settings: EngineSettings, revision: z.string().max(100) }),
  ).returns<AppliedSettings>(),
  /** Renames a file that cannot be read as settings, so that the next start writes a new one. Resolves to its new path. */
  setSettingsAside: call().returns<string>(),
  /** What runs on it now, for the question before it is stopped. Fails with `engine-unreachable`, `timeout`. */
  running: call().returns<RunningContainers>(),
  /** What the engine has on disk, counted once, part by part: minutes where there is much. */
  dataSize: stream().emits<DataSize>(),
  /** The same of the engine that is active, whichever that is: `countedParts`, for it counts them itself. */
  activeDataSize: stream().emits<DataSize>(),
  /** Lines of one of the engine's own logs: first the newest that are there, then what is added. */
  log: stream(z.object({ name: z.enum(engineLogs) })).emits<readonly string[]>(),
}
