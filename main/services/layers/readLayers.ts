import type { FirstLook } from '../../contract/firstLook'
import type { EntryState, Summary } from '../../contract/layerFiles'
import type { OpenedImage, OpenedLayer, Opening } from '../../contract/layers'
import type { Written } from '../../layers/archive/budget'
import type { Extracted } from '../../layers/archive/extract'
import type { ImageSettings } from '../../layers/imageSettings'
import type { AskOptions, LayersClient } from '../../layers/worker/layersClient'
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

/** Layers that were read. */
export interface ReadLayers {
  /** Its layers have the sizes that were said of them, until the summary is known. */
  readonly opened: OpenedImage
  readonly first: FirstLook
  /** Null while it is to be asked for: see `summed`. */
  readonly summary: Summary | null
  /** What further questions are about. */
  readonly subject: Subject
  /** Whether they are in memory for this reading alone, and to be dropped with it. */
  readonly isOwn: boolean
  readonly settings: ImageSettings
  readonly files: LayerFiles
}

export interface LayerReadOptions {
  readonly signal: AbortSignal
  readonly report: (opening: Opening) => void
}

/** How the thread that compares layers is asked: whoever waits hears how far it is. */
export const asking = ({ signal, report }: LayerReadOptions): AskOptions => ({
  signal,
  onCompared: (current, total) => report({ phase: 'comparing', current, total }),
})

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

/** The same with its summary, which is asked for where it is not known. */
export async function summed<T extends Pick<ReadLayers, 'opened' | 'summary' | 'subject'>>(
  client: LayersClient,
  read: T,
  signal: AbortSignal,
): Promise<T & { readonly summary: Summary }> {
  const summary = read.summary ?? (await client.ask(read.subject, 'summary', undefined, { signal }))
  return { ...read, summary, opened: { ...read.opened, layers: withSizes(read.opened.layers, summary) } }
}

/** The layers, each with the bytes that were read of it. */
function withSizes(layers: readonly OpenedLayer[], summary: Summary): OpenedLayer[] {
  return layers.map((layer, at) => ({ ...layer, size: summary.layers[at]!.bytes }))
}
