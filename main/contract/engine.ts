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
  /** One sentence on why it failed, stopped or starts again. */
  readonly reason: string | null
  /** The command that mends it, where there is one. */
  readonly advice: string | null
  /** The end of the log that explains a failure. */
  readonly log: readonly string[]
  readonly processes: readonly EngineProcess[]
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
