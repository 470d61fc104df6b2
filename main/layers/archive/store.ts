import type { Budget } from './budget'
import type { Bytes } from './bytes'
import type { ScannedLayer } from './layerScan'

/**
 * The members of an image's archive, wherever they lie. Names are those of `memberName`.
 * All functions throw ArchiveError, EntryError, AppError or the system's errors.
 */
export interface ArchiveStore {
  /** Packed bytes of a member; null when there is none. */
  size(name: string): Promise<number | null>
  /** The content of a small member; null when there is none. */
  document(name: string, budget: Budget): Promise<Uint8Array | null>
  scan(name: string, budget: Budget): Promise<ScannedLayer>
  /** A layer's unpacked archive, to be read again. */
  layer(name: string, budget: Budget): Promise<Bytes>
  close(): Promise<void>
}
