import type { EngineApi } from '../../engine/api/api'
import type { WalkedEngine } from '../../layers/layerwalk'
import type { PassingSnapshot } from './points'

/** What a snapshot works on: an engine of ours, its files, and where snapshots lie. */
export interface SnapshotGround {
  readonly api: EngineApi
  readonly walked: WalkedEngine
  /** `snapshots/` of the engine's home. */
  readonly root: string
  readonly pass: PassingSnapshot
}
