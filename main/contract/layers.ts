import { z } from 'zod'
import { call, stream } from './define'
import { ImageId } from './values'

/** One entry of an image's history: a layer, or an instruction that only changed the configuration. */
export interface ImageLayer {
  /** Null for an instruction that made no layer. */
  readonly diffId: string | null
  /** The instruction, without the builder's shell wrapping: `RUN apt-get update`, `COPY . /app`. */
  readonly instruction: string
  /** Bytes that this layer adds, unpacked. */
  readonly size: number
  /** Milliseconds since 1970; null when the builder gave no time. */
  readonly createdAt: number | null
  /** True when which instruction made which layer could only be inferred. */
  readonly inferred: boolean
}

export interface Stratum extends ImageLayer {
  readonly diffId: string
  /** Names of the other images that hold this very layer. */
  readonly sharedWith: readonly string[]
}

export interface WritableLayer {
  readonly containerId: string
  readonly name: string
  readonly state: string
  /** Bytes written in it; null while unknown. */
  readonly size: number | null
}

/** An image as strata, base first, with the containers that stand on it. */
export interface Strata {
  readonly image: { readonly id: string; readonly tags: readonly string[]; readonly size: number }
  readonly layers: readonly Stratum[]
  /** Bytes of the layers that other images hold too. */
  readonly sharedBytes: number
  readonly containers: readonly WritableLayer[]
}

export const layers = {
  /** Read afresh when images or containers come, go or change state; fails with `not-found` once the image is gone. */
  strata: stream(z.object({ image: ImageId })).emits<Strata>(),
  /** Writable sizes are costly for the engine: read when asked for. */
  writableSizes: call(z.object({ image: ImageId })).returns<readonly WritableLayer[]>(),
}
