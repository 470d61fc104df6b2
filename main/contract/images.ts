import { z } from 'zod'
import { call, stream } from './define'
import type { ImageLayer } from './layers'
import { Choice, ImageId, ImageReference, type Snapshot } from './values'

/** A row of the list. */
export interface Image {
  readonly id: string
  /** `name:tag`, most telling first; empty when it has none. */
  readonly tags: readonly string[]
  readonly digests: readonly string[]
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Bytes of all its layers, unpacked. */
  readonly size: number
}

export interface ImageDetails extends Image {
  readonly architecture: string
  readonly os: string
  readonly author: string
  readonly command: readonly string[]
  readonly entrypoint: readonly string[]
  readonly workingDir: string
  readonly user: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly environmentNames: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** All instructions of its history, first one first; see ImageLayer. */
  readonly layers: readonly ImageLayer[]
}

export interface LayerProgress {
  readonly id: string
  readonly status: 'waiting' | 'downloading' | 'verifying' | 'extracting' | 'building' | 'done'
  /** Bytes; `total` is 0 while unknown. */
  readonly current: number
  readonly total: number
}
/**
 * Merged progress of a pull, a load or a build: the latest of each layer, of a build that of each step, which has no bytes.
 * The last item has `done`.
 */
export interface ImageProgress {
  readonly status: string
  readonly layers: readonly LayerProgress[]
  readonly done: { readonly id: string; readonly tags: readonly string[] } | null
}

/** What the image is called that is built from Slipway's own files, so that there is something to run. */
export const welcomeImage = 'slipway-welcome:latest'

export const images = {
  watch: stream().emits<Snapshot<Image>>(),
  details: call(z.object({ id: ImageId })).returns<ImageDetails>(),
  inspect: call(z.object({ id: ImageId })).returns<string>(),
  /**
   * These three begin something long, or join the same one under way, and answer the id of its activity: activity.ts. It
   * succeeds only after the image was seen to be there.
   */
  pull: call(z.object({ reference: ImageReference, choice: Choice })).returns<number>(),
  /** Asks for an archive (docker or OCI), then loads it; is cancelled when no file was chosen. */
  load: call(z.object({ choice: Choice })).returns<number>(),
  /** Builds the welcome image, without a network. Only on Slipway's own engine. */
  buildWelcome: call(z.object({ choice: Choice })).returns<number>(),
  /** Removes one tag, or with `reference` null the image with all its tags. Never forced: a used image stays. */
  remove: call(
    z.object({ id: ImageId, reference: ImageReference.nullable(), choice: Choice }),
  ).returns<void>(),
}
