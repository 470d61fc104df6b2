import type { ImageLayer } from '../../contract/layers'
import { ArchiveError, archiveError } from '../archive/archiveError'
import { type ArchiveImage, isAbsent } from '../archive/archiveImage'
import type { ArchiveReadOptions, Progress } from '../archive/budget'
import { chooseImage, eachOnce } from '../archive/chooseImage'
import { defaultLimits, type Limits } from '../archive/limits'
import { type Archive, openArchive } from '../archive/openArchive'
import { type ImageSettings, settingsOf } from '../imageSettings'
import type { LayerIndex } from '../layerIndex'
import { overLinks } from '../overLinks'
import { textOf } from '../pathText'
import { type ArchiveSource, withEngine } from './archiveSource'
import type { TaskOptions } from './tasks'

export interface ArchiveQuestion {
  readonly source: ArchiveSource
  /** By the name that the person knows: for errors. */
  readonly object: string
  /** Id of one of its images; null for the one that fits this machine. */
  readonly image: string | null
  readonly limits?: Partial<Limits>
}

/** One image out of an archive, read whole. */
export interface ReadArchive {
  /** All that the archive holds, this one among them. */
  readonly images: readonly Pick<ArchiveImage, 'id' | 'tags' | 'label' | 'platform'>[]
  readonly id: string
  readonly tags: readonly string[]
  readonly settings: ImageSettings
  /** Base first. `member` names the layer within the archive; for the rest see `OpenedLayer`. */
  readonly layers: readonly (ImageLayer & {
    readonly diffId: string
    readonly member: string
    readonly absent: boolean
    readonly overLink: string | null
  })[]
  /** Of each layer; empty for one that is absent. */
  readonly indexes: readonly Uint8Array[]
}

/**
 * Reads one image of an archive.
 * @throws AppError as `openArchive`, and `not-found` for an image that it does not hold
 */
export async function readArchive(
  { source, object, image, limits }: ArchiveQuestion,
  { signal, report }: TaskOptions<Progress>,
): Promise<ReadArchive> {
  const options = { signal, limits }
  const whole = { ...options, onProgress: report }
  const read = async (opening: Promise<Archive>) => {
    const archive = await opening
    try {
      return await readImage(archive, image, object, options, report)
    } finally {
      await archive.close()
    }
  }
  if (source.from === 'path') return read(openArchive(source.path, whole, object))
  return withEngine(source, object, (stream) => read(openArchive(stream, whole, object)))
}

async function readImage(
  archive: Archive,
  wanted: string | null,
  object: string,
  options: ArchiveReadOptions,
  report: (progress: Progress) => void,
): Promise<ReadArchive> {
  const images = eachOnce(archive.images)
  const chosen = chooseImage(images, wanted ?? undefined)
  const { id, tags, history, config } = chosen
  const total = chosen.layers.reduce((sum, { packedSize }) => sum + (packedSize ?? 0), 0)
  const most = options.limits?.indexBytes ?? defaultLimits.indexBytes
  const indexes: LayerIndex[] = []
  let done = 0
  let unpackedBefore = 0
  let indexBytes = 0
  for (const layer of chosen.layers) {
    // Layers that went by while the archive was opened are there already, and cost no more bytes.
    let unpackedOfThis = 0
    const onProgress = ({ bytes, unpacked }: Progress) => {
      unpackedOfThis = unpacked
      if (bytes > 0) report({ bytes: done + bytes, total, unpacked: unpackedBefore + unpacked })
    }
    const { index } = await archive.readLayer(layer, { ...options, onProgress })
    unpackedBefore += unpackedOfThis
    done += layer.packedSize ?? 0
    indexBytes += index.bytes.length
    if (indexBytes > most) {
      throw archiveError(new ArchiveError('limit/indexBytes'), object)
    }
    indexes.push(index)
  }
  const { os, architecture } = config
  const links = overLinks(indexes)
  const made = history.filter(({ diffId }) => diffId !== null)
  return {
    images: images.map(({ id, tags, label, platform }) => ({ id, tags, label, platform })),
    id,
    tags,
    settings: settingsOf({ os, architecture, config: config.config }),
    layers: chosen.layers.map((layer, at) => {
      const { diffId, member } = layer
      const link = links[at] ?? null
      return { ...made[at]!, diffId, member, absent: isAbsent(layer), overLink: link && textOf(link) }
    }),
    indexes: indexes.map(({ bytes }) => bytes),
  }
}
