import type { WalkedEngine } from '../layerwalk'

/** A layer where it lies on disk. */
export interface DiskLayer {
  /**
   * What its index is kept by: the chain ID. Null for a layer that may change, which is read anew each time
   * it is opened.
   */
  readonly digest: string | null
  /** Absolute. */
  readonly directory: string
}

/**
 * What is asked about. It says all that is needed to read it, so that it is opened when the first question
 * comes, and once more if it had to make room meanwhile. `key` stands for exactly this content: a container's
 * changes, so its key has to say when it was read.
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
      readonly layers: readonly DiskLayer[]
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
