import { z } from 'zod'
import type { Revealed } from './containers'
import { call, stream } from './define'
import type { ImageLayer } from './layers'
import { ImageId, ImageReference, Session, type Snapshot, TagReference } from './values'

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

export interface ImageDetails extends Image, Revealed {
  readonly architecture: string
  readonly os: string
  readonly author: string
  readonly workingDir: string
  readonly user: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  /** All instructions of its history, first one first; see ImageLayer. */
  readonly layers: readonly ImageLayer[]
}

/** What stands on which layers: by it is known what images share, and what removing some of them would free. */
export interface ImageSizes {
  /** Bytes of each layer that the engine keeps, each once; null where it does not say. */
  readonly layers: readonly (number | null)[]
  /** By the id of an image its layers, base first, as places in `layers`; also of those that only containers hold. */
  readonly images: Readonly<Record<string, readonly number[]>>
}

export interface LayerProgress {
  readonly id: string
  readonly status:
    | 'waiting'
    | 'downloading'
    | 'verifying'
    | 'extracting'
    | 'building'
    | 'uploading'
    /** The registry has it already. */
    | 'there'
    | 'done'
  /** Bytes; `total` is 0 while unknown. */
  readonly current: number
  readonly total: number
  /** Another repository of the registry, from which that took it. */
  readonly from?: string
}
/**
 * Merged progress of a pull or a push, of a build, or of a file that is read or written: the latest of each layer, of a build
 * that of each step, which has no bytes, or of the one file. The last item has `done`.
 */
export interface ImageProgress {
  readonly status: string
  readonly layers: readonly LayerProgress[]
  readonly done: FinishedImage | null
}
export interface FinishedImage {
  readonly id: string
  readonly tags: readonly string[]
  /** Of a push: by which the registry knows it. */
  readonly digest?: string
}

export const images = {
  watch: stream().emits<Snapshot<Image>>(),
  /** Has the list read once more: after an action was answered, for the engine's word of it may have come before. */
  readAgain: call().returns<void>(),
  details: call(z.object({ id: ImageId })).returns<ImageDetails>(),
  /** Reads each image once, and of those that were read before nothing. */
  sizes: call().returns<ImageSizes>(),
  /** What its details hide. */
  revealed: call(z.object({ id: ImageId })).returns<Revealed>(),
  /** The engine's whole inspect as JSON text; without secrets unless `reveal`. */
  inspect: call(z.object({ id: ImageId, reveal: z.boolean() })).returns<string>(),
  /**
   * These begin something long, or join the same one under way, and answer the id of its activity: activity.ts. It
   * succeeds only after the image was seen to be there.
   */
  pull: call(z.object({ reference: ImageReference, session: Session })).returns<number>(),
  /** Under a name, which the image gets for it where it has it not. */
  push: call(z.object({ id: ImageId, reference: TagReference, session: Session })).returns<number>(),
  /** Asks for an archive (docker or OCI), then loads it; is cancelled when no file was chosen. */
  load: call(z.object({ session: Session })).returns<number>(),
  /** Asks for a file, then writes images to it as `docker save` does; is cancelled when no file was chosen. */
  save: call(z.object({ ids: z.array(ImageId).min(1).max(500), session: Session })).returns<number>(),
  /**
   * Asks for a tarball, then makes an image of the files in it; is cancelled when none was chosen.
   * `changes` are instructions of a Dockerfile, such as `CMD ["sh"]`.
   */
  import: call(
    z.object({
      reference: TagReference.nullable(),
      message: z.string().max(2000),
      changes: z.array(z.string().min(1).max(10_000)).max(200),
      session: Session,
    }),
  ).returns<number>(),
  /** Builds the welcome image, without a network. Only on Slipway's own engine. */
  buildWelcome: call(z.object({ session: Session })).returns<number>(),
  /** Gives an image one more name, which goes away from any other that has it. */
  tag: call(z.object({ id: ImageId, reference: TagReference, session: Session })).returns<void>(),
  /** Removes one tag, or with `reference` null the image with all its tags. Never forced: a used image stays. */
  remove: call(
    z.object({ id: ImageId, reference: ImageReference.nullable(), session: Session }),
  ).returns<void>(),
}
