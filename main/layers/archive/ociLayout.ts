import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ArchiveError } from './archiveError'
import { type ArchiveImage, readImage } from './archiveImage'
import type { Budget } from './budget'
import { parseDocument } from './document'
import type { ArchiveStore } from './store'

const Annotations = z.record(z.string(), z.string()).nullish()
/** OCI image specification, descriptor.md. */
const Descriptor = z.object({
  mediaType: z.string().nullish(),
  digest: z.string().regex(/^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/),
  annotations: Annotations,
  platform: z.object({ architecture: z.string(), os: z.string(), variant: z.string().nullish() }).nullish(),
})
type Descriptor = z.infer<typeof Descriptor>

const Index = z.object({ manifests: z.array(Descriptor) })
const Layout = z.object({ imageLayoutVersion: z.string() })
/** An index or a manifest: which one, its fields say best, for media types are often left out. */
const Manifest = z.object({
  manifests: z.array(Descriptor).nullish(),
  config: Descriptor.nullish(),
  layers: z.array(Descriptor).nullish(),
})

/** Everything else that may lie in such an archive (attestations, charts, ...) is no image. */
const isConfig = /^application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/

interface Named {
  readonly descriptor: Descriptor
  readonly tags: readonly string[]
  readonly depth: number
}

/**
 * The images of an OCI layout, for all platforms whose blobs are there; null when it is none.
 * Every document is checked against the digest by which it is named. OCI image specification, image-layout.md, image-index.md.
 * @throws ArchiveError
 */
export async function readOciImages(store: ArchiveStore, budget: Budget): Promise<ArchiveImage[] | null> {
  const { limits } = budget
  const layout = await store.document('oci-layout', budget)
  const index = await store.document('index.json', budget)
  if (!layout || !index) return null
  if (!parseDocument(layout, Layout, 'oci-layout', limits).imageLayoutVersion.startsWith('1.')) {
    throw new ArchiveError('bad-layout/version')
  }
  const images: ArchiveImage[] = []
  const seen = new Set<string>()
  const queue = parseDocument(index, Index, 'index.json', limits).manifests.map(named([], 1))
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { descriptor, tags, depth } = next
    const key = `${descriptor.digest} ${tags.join(' ')}`
    if (seen.has(key)) continue
    seen.add(key)
    if (seen.size > limits.images) throw new ArchiveError('limit/images')
    if (depth > limits.nestedIndexes) throw new ArchiveError('limit/nestedIndexes')
    const bytes = await readBlob(store, descriptor, budget)
    // An index names all platforms, but often only one of them was saved.
    if (!bytes) continue
    const { manifests, config, layers } = parseDocument(bytes, Manifest, blobOf(descriptor), limits)
    if (manifests) queue.push(...manifests.map(named(tags, depth + 1)))
    if (queue.length > limits.images) throw new ArchiveError('limit/images')
    if (!config || !layers || !isConfig.test(config.mediaType ?? '')) continue
    if (layers.length > limits.layers) throw new ArchiveError('limit/layers')
    const name = blobOf(config)
    const content = await readBlob(store, config, budget)
    if (!content) throw new ArchiveError('missing', { name })
    const platform = descriptor.platform && platformOf(descriptor.platform)
    images.push(
      await readImage(
        store,
        { name, bytes: content },
        layers.map(blobOf),
        { tags, platform: platform || undefined },
        budget,
      ),
    )
  }
  return images
}

function named(tags: readonly string[], depth: number) {
  return (descriptor: Descriptor): Named => ({
    descriptor,
    tags: [...new Set([...tags, ...tagsOf(descriptor)])],
    depth,
  })
}

async function readBlob(store: ArchiveStore, descriptor: Descriptor, budget: Budget) {
  const bytes = await store.document(blobOf(descriptor), budget)
  if (!bytes) return null
  const [algorithm = '', hex] = descriptor.digest.split(':')
  if (createHash(algorithm).update(bytes).digest('hex') !== hex) {
    throw new ArchiveError('bad-digest/document', { name: blobOf(descriptor) })
  }
  return bytes
}

function blobOf({ digest }: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`
}

function platformOf({ os, architecture, variant }: NonNullable<Descriptor['platform']>): string {
  return [os, architecture, variant].filter(Boolean).join('/')
}

/** Its name as docker says it, or, as other tools write it, nothing but its tag. */
function tagsOf({ annotations }: Descriptor): string[] {
  const name = annotations?.['io.containerd.image.name'] ?? annotations?.['org.opencontainers.image.ref.name']
  return name ? [name.replace(/^docker\.io\/(?:library\/)?/, '')] : []
}
