import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { OpenedImage, Reading } from '../../contract/layers'
import type { Limits } from '../../layers/archive/limits'
import type { ArchiveSource } from '../../layers/reader/archiveSource'
import type { ReaderClient } from '../../layers/reader/readerClient'
import type { LayersClient } from '../../layers/worker/layersClient'
import { sortTags } from '../../shared/imageReference'
import { createArchiveFiles } from './archiveFiles'
import { asking, type LayerReadOptions, orDrop, type ReadLayers } from './readLayers'

export interface ArchiveParts {
  readonly client: LayersClient
  readonly reader: ReaderClient
  /** A directory for layers that are looked into; made when it is needed. */
  readonly scratch: string
  /** How far archives are believed, if not as far as `defaultLimits` says. */
  readonly limits?: Partial<Limits>
}

interface Archived {
  readonly source: ArchiveSource
  /** By the name that the person knows. */
  readonly name: string
  /** Id of one of its images; null for the one that fits this machine. */
  readonly image: string | null
}

/** Indexes of one image; three million entries. All of them lie in memory while the image is open. */
const indexBytes = 2 ** 28

/**
 * Reads an image out of an archive.
 * @throws AppError `archive-invalid`, `not-found`, `cancelled`, ...
 */
export async function readFromArchive(
  { client, reader, scratch, limits: stricter }: ArchiveParts,
  { source, name, image }: Archived,
  options: LayerReadOptions,
): Promise<ReadLayers> {
  const { signal, report } = options
  const from: Reading['from'] = source.from === 'engine' ? 'engine' : 'archive'
  const limits = { indexBytes, ...stricter }
  report({ phase: 'reading', from, current: 0, total: 0, unpacked: 0 })
  const read = await reader.run(
    'readArchive',
    { source, object: name, image, limits },
    {
      signal,
      onReport: ({ bytes, total, unpacked }) =>
        report({ phase: 'reading', from, current: bytes, total: total ?? 0, unpacked }),
    },
  )
  report({ phase: 'comparing', current: 0, total: 0 })
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const key = randomUUID()
  // What an archive holds of a layer is not what lies on disk of it, so these must not be taken for each other.
  const given = read.layers.map(({ diffId }, at) => ({
    digest: `archive:${diffId}`,
    bytes: read.indexes[at]!,
  }))
  client.put(key, given)
  const subject = { kind: 'given', key, object: name } as const
  const own = { subject, isOwn: true }
  const answer = await orDrop(client, own, () => client.ask(subject, 'first', undefined, asking(options)))
  const { summary, ...first } = answer
  const opened: OpenedImage = {
    name,
    image: { id: read.id, tags: sortTags(read.tags) },
    container: null,
    layers: read.layers.map(({ member: _, ...layer }) => ({ ...layer, kind: 'image' })),
    images: read.images.map((image) => ({ ...image, tags: sortTags(image.tags) })),
  }
  const files = createArchiveFiles({
    layers: read.layers.map(({ diffId, member }) => ({ source, diffId, member, object: name, limits })),
    scratch,
    reader,
  })
  return { ...own, opened, first, summary, settings: read.settings, files }
}
