import { z } from 'zod'
import { call, stream } from './define'

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
  /** A sentence on why it failed, stopped or starts again; on a ready engine with an advice, what needs attention. */
  readonly reason: string | null
  /** The command that mends it, where there is one; when it does something else, the reason says what. */
  readonly advice: string | null
  /** The end of the log that explains a failure. */
  readonly log: readonly string[]
  readonly processes: readonly EngineProcess[]
  /** Null until it is known; `watch` looks every half minute. */
  readonly disk: DiskSpace | null
}

export const engineLogs = ['dockerd', 'containerd', 'keeper'] as const
export type EngineLog = (typeof engineLogs)[number]

export const engine = {
  watch: stream().emits<EngineState>(),
  start: call().returns<void>(),
  stop: call().returns<void>(),
  restart: call().returns<void>(),
  /** Lines of one of the engine's own logs: first the newest that are there, then what is added. */
  log: stream(z.object({ name: z.enum(engineLogs) })).emits<readonly string[]>(),
}
