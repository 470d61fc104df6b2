import type { EntryState, Summary } from '../../contract/layerFiles'
import type { OpenedImage, OpenedLayer, Reading } from '../../contract/layers'
import type { Written } from '../../layers/archive/budget'
import type { Extracted } from '../../layers/archive/extract'
import type { ImageSettings } from '../../layers/imageSettings'
import type { LayersClient } from '../../layers/worker/layersClient'
import type { Subject } from '../../layers/worker/subject'

/** The files of layers that were read. Paths are as `textOf` writes them, from the layer's root. */
export interface LayerFiles {
  /** The beginning of a regular file, as long as it is shorter than `most`. */
  beginning(layer: number, path: string, most: number, signal: AbortSignal): Promise<Uint8Array>
  /** Saves a regular file, or a directory with all that the layer has in it, under its own name. */
  save(entry: SavedEntry, directory: string, options: SaveOptions): Promise<Extracted>
}

/** A file or a directory as a layer has it. */
export interface SavedEntry extends EntryState {
  readonly path: string
  readonly kind: 'file' | 'directory'
}

export interface SaveOptions {
  readonly signal: AbortSignal
  readonly onReport: (written: Written) => void
}

/** Layers that were read, each with its size. */
export interface ReadLayers {
  readonly opened: OpenedImage
  readonly summary: Summary
  /** What further questions are about. */
  readonly subject: Subject
  /** Whether they are in memory for this reading alone, and to be dropped with it. */
  readonly isOwn: boolean
  readonly settings: ImageSettings
  readonly files: LayerFiles
}

export interface LayerReadOptions {
  readonly signal: AbortSignal
  readonly report: (reading: Reading) => void
}

/**
 * Does something that needs layers in memory; when it fails, those that are there for one reading alone are dropped.
 * @throws what it throws
 */
export async function orDrop<T>(
  client: LayersClient,
  { subject, isOwn }: Pick<ReadLayers, 'subject' | 'isOwn'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (isOwn) client.drop(subject.key)
    throw thrown
  }
}

/** The layers, each with the bytes that were read of it. */
export function withSizes(layers: readonly OpenedLayer[], summary: Summary): OpenedLayer[] {
  return layers.map((layer, at) => ({ ...layer, size: summary.layers[at]!.bytes }))
}
