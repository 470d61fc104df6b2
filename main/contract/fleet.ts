export interface FleetContainer {
  readonly id: string
  readonly name: string
  readonly state: string
  /** The image's id. */
  readonly image: string
  /** Bytes of its writable layer; null while unknown. */
  readonly bytes: number | null
}

/** An image with what stands on it. */
export interface FleetColumn {
  readonly id: string
  readonly tags: readonly string[]
  /** Its layers, base first, as places in `bands`. */
  readonly bands: readonly number[]
  readonly bytes: number
  /** Bytes of layers that no other image has: what removing it, and its containers, would free. */
  readonly uniqueBytes: number
  readonly containers: readonly FleetContainer[]
}

/** One layer as it is stored: once for all columns from `from` to `to`, both included. */
export interface FleetBand {
  readonly chainId: string
  readonly diffId: string
  /** What made it, as a Dockerfile would say it; empty where no image says. */
  readonly instruction: string
  /** How many layers lie below it. */
  readonly level: number
  readonly from: number
  readonly to: number
  /** Null while unknown. */
  readonly bytes: number | null
}

export interface Fleet {
  readonly columns: readonly FleetColumn[]
  readonly bands: readonly FleetBand[]
  /** Containers whose image is not there any more. */
  readonly orphans: readonly FleetContainer[]
  /**
   * Bytes of all layers, each once; what they would take if nothing were shared; and of all writable layers.
   * Layers that only orphans hold any more are in the first two.
   */
  readonly storedBytes: number
  readonly unsharedBytes: number
  readonly writableBytes: number
  /** How many layers and writable layers have no known size, so that they are not in the sums. */
  readonly unknown: number
}
