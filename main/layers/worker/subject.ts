import type { WalkedEngine } from '../layerwalk'
import type { PlacedLayer } from '../readPlaced'

/**
 * What is asked about. `key` stands for exactly this content. An image says all that is needed to read it, so
 * that it is opened when the first question comes, and once more if it had to make room meanwhile. A container
 * is never the same again: it is read under a key of its own, and from then on it is `given`.
 */
export type Subject =
  /**
   * An image, or a container with its writable layer as the last one, on an engine of this machine; base
   * first.
   */
  | {
      readonly kind: 'disk'
      readonly key: string
      /** By the name that the person knows: for errors. */
      readonly object: string
      readonly engine: WalkedEngine
      /** The engine's own, to ask whether the image is still there. */
      readonly socket: string
      readonly imageId: string
      readonly layers: readonly PlacedLayer[]
      /** Where indexes are kept. */
      readonly cache: string
    }
  /** Whatever was given before under the key. It stays until it is dropped. */
  | { readonly kind: 'given'; readonly key: string; readonly object: string }
  /** What leads from one to the other. */
  | { readonly kind: 'comparison'; readonly key: string; readonly a: Subject; readonly b: Subject }

/** A layer that was read elsewhere. */
export interface GivenLayer {
  /** Equal layers are kept in memory once. */
  readonly digest: string
  /** Its whole index. */
  readonly bytes: Uint8Array
}
