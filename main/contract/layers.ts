import { z } from 'zod'
import { call, stream } from './define'
import type { FirstLook } from './firstLook'
import type { Fleet } from './fleet'
import {
  DifferenceQuestion,
  type FilePreview,
  FileQuestion,
  HistoryQuestion,
  LevelQuestion,
  type Page,
  type PathDifference,
  type PathEvent,
  SearchQuestion,
  type Summary,
  type Sums,
  SumsQuestion,
  type Tile,
  TreemapQuestion,
  type TreeRow,
  type WastedPath,
  WasteQuestion,
} from './layerFiles'
import { archiveName } from './patterns'
import type { ContainerSnapshot } from './snapshots'
import { ContainerId, ImageId, limited, SnapshotId } from './values'

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
  /** Tags of those of them that end with it: all of such an image is this layer and those below. */
  readonly endsHere: readonly string[]
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

/** An archive on disk that the person chose. */
export interface ChosenArchive {
  /** Names it in `Layered`, for as long as the application runs. Its path stays in main. */
  readonly archive: string
  /** Its file's or directory's name. */
  readonly name: string
}

/** What has layers. Of an archive with several images, `image` says which; null takes the one that fits this machine. */
export const Layered = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), id: ImageId }),
  z.object({ kind: z.literal('container'), id: ContainerId }),
  z.object({ kind: z.literal('snapshot'), id: SnapshotId }),
  z.object({ kind: z.literal('archive'), archive: limited(archiveName), image: ImageId.nullable() }),
])
export type Layered = z.infer<typeof Layered>

/**
 * A layer that was read. `image` layers have a diff ID; on top of them a container has one that the engine made
 * for its mount points (`init`), and the one that it writes (`writable`).
 */
export interface OpenedLayer extends ImageLayer {
  readonly kind: 'image' | 'init' | 'writable'
  /** An archive left it out by right, so nothing is known of what is in it. */
  readonly absent?: boolean
  /**
   * A directory that an archive's layer writes to without having it, where one below has a link. What a container sees of it
   * depends on how its engine keeps layers: one that unpacks each for itself shows the directory and not the link, one
   * that unpacks each on those below writes through the link. What was read is shown as by the first.
   */
  readonly overLink?: string | null
}

export interface OpenedImage {
  /** By the name that the person knows: the image's first tag, the container's, the archive's. */
  readonly name: string
  readonly image: { readonly id: string; readonly tags: readonly string[] }
  readonly container: { readonly id: string; readonly name: string } | null
  /** Of its container, what that had then in place of what it has now; left out for all else. */
  readonly snapshot?: Pick<ContainerSnapshot, 'id' | 'name' | 'why' | 'takenAt'>
  /** Base first: the places that all questions count in. `size` is what was read. */
  readonly layers: readonly OpenedLayer[]
  /** All that the archive holds, this one among them; empty for all else. */
  readonly images: readonly {
    readonly id: string
    readonly tags: readonly string[]
    /** What the archive calls it, where that is no name of an image. */
    readonly label: string | null
    readonly platform: string
  }[]
}

/**
 * Reading under way. `engine`: the engine writes the image out as an archive, for its layers cannot be read where they
 * lie; `archive`: a file or a directory.
 */
export interface Reading {
  readonly phase: 'reading'
  readonly from: 'disk' | 'engine' | 'archive'
  /** Bytes read so far and in all; both 0 where that is not known, `total` alone where it is packed. */
  readonly current: number
  readonly total: number
  /** Bytes that came out of those which are packed: they go on where much is packed into little. */
  readonly unpacked: number
}

/** All was read, and is compared layer by layer: paths so far, of how many there are; both 0 while that is not known. */
export interface Comparing {
  readonly phase: 'comparing'
  readonly current: number
  readonly total: number
}

/** How far the layers are that are to be opened. */
export type Opening = Reading | Comparing

export interface Opened extends OpenedImage {
  readonly phase: 'open'
  /** Names it in questions, for as long as the stream that said it stays open. */
  readonly handle: string
  readonly first: FirstLook
  /** Null while it is reckoned: then the same comes once more with it. Until then layers have the sizes that the engine says. */
  readonly summary: Summary | null
  /** Milliseconds from the question to this answer. */
  readonly milliseconds: number
}

/** A setting that differs; null where an image has none. Commands are written as JSON arrays of their words. */
export interface SettingDifference {
  readonly setting:
    | 'command'
    | 'entrypoint'
    | 'user'
    | 'workingDir'
    | 'exposedPorts'
    | 'volumes'
    | 'platform'
    | 'environment'
    | 'label'
  /** Of an environment variable or a label its name, else empty. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** Two images side by side, base first; null where one of them has no such layer. */
export interface AlignedLayer {
  readonly a: number | null
  readonly b: number | null
  /** Both lie on the very same layers too, so an engine keeps it once for both. */
  readonly keptOnce: boolean
}

export interface Compared {
  readonly phase: 'open'
  /** Names it in `sums`, `level`, `search`, `treemap` and `difference`: from `a`, which is before, to `b`. */
  readonly handle: string
  readonly a: OpenedImage
  readonly b: OpenedImage
  readonly aligned: readonly AlignedLayer[]
  readonly sums: Sums
  /** In the order of `SettingDifference.setting`, then by name. */
  readonly settings: readonly SettingDifference[]
}

/** What has been saved so far; `path` is where it lies once it is done. */
export interface SavedFiles {
  readonly bytes: number
  readonly files: number
  /** Devices, fifos, sockets and whiteouts, which are not saved. */
  readonly leftOut: number
  readonly path: string | null
}

export const layers = {
  /** Read afresh when images or containers come, go or change state; fails with `not-found` once the image is gone. */
  strata: stream(z.object({ image: ImageId })).emits<Strata>(),
  /** Writable sizes are costly for the engine: read when asked for. */
  writableSizes: call(z.object({ image: ImageId })).returns<readonly WritableLayer[]>(),

  /** All images at once. Read afresh like `strata`; writable layers come without sizes first, then with them. */
  fleet: stream().emits<Fleet>(),

  /** Asks for an archive, or a directory of the OCI layout; null when the person chose none. */
  chooseArchive: call(z.object({ directory: z.boolean() })).returns<ChosenArchive | null>(),
  /**
   * Reads all layers. The last item is `Opened`; the stream stays open until the window leaves it, and what was
   * opened with it. What a container writes later is not seen: open it anew. Fails with `not-found`,
   * `archive-invalid`, `engine-unreachable`, ...
   */
  open: stream(z.object({ of: Layered })).emits<Opening | Opened>(),
  /** From `a` to `b`; in all else as `open`. */
  compare: stream(z.object({ a: Layered, b: Layered })).emits<Opening | Compared>(),

  /** Questions fail with `not-found` for a handle that is no longer open, and for a path that was never there. */
  sums: call(SumsQuestion).returns<Sums>(),
  level: call(LevelQuestion).returns<Page<TreeRow>>(),
  search: call(SearchQuestion).returns<Page<TreeRow>>(),
  treemap: call(TreemapQuestion).returns<Tile>(),
  wasted: call(WasteQuestion).returns<Page<WastedPath>>(),
  history: call(HistoryQuestion).returns<readonly PathEvent[]>(),
  difference: call(DifferenceQuestion).returns<PathDifference>(),
  /** A regular file of a layer; its first 256 KiB. */
  preview: call(FileQuestion).returns<FilePreview>(),
  /**
   * Asks for a directory, then writes a file, or a directory with all that this layer has in it, into it under its own
   * name. Fails with `cancelled` when none was chosen, `conflict` when the name is taken. Leaving the stream
   * cancels it; then nothing is left.
   */
  save: stream(FileQuestion).emits<SavedFiles>(),
}
