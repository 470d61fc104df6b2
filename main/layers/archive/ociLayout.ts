import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ImageReference } from '../../contract/values'
import { parseReference } from '../../shared/imageReference'
import { ArchiveError } from './archiveError'
import { type ArchiveImage, readImage } from './archiveImage'
import type { Budget } from './budget'
import { parseDocument } from './document'
import { isImage, liesElsewhere } from './mediaTypes'
import type { ArchiveStore } from './store'

const Word = z.string().nullish()
/** OCI image specification, descriptor.md. */
const Descriptor = z.object({
  mediaType: Word,
  digest: z.string().regex(/^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/),
  annotations: z.record(z.string(), z.string()).nullish(),
  urls: z.array(z.string()).nullish(),
  platform: z.object({ architecture: Word, os: Word, variant: Word }).nullish(),
})
type Descriptor = z.infer<typeof Descriptor>

const Index = z.object({ manifests: z.array(Descriptor).nullish() })
const Layout = z.object({ imageLayoutVersion: z.string() })
/** An index or a manifest: which one, its fields say best, for media types are often left out. */
const Manifest = Index.extend({ config: Descriptor.nullish(), layers: z.array(Descriptor).nullish() })

interface Named extends Pick<ArchiveImage, 'tags' | 'label' | 'instead'> {
  readonly descriptor: Descriptor
  readonly depth: number
}

export interface OciImages {
  readonly images: ArchiveImage[]
  /** Whether there is something else, too: signatures, attestations, charts. */
  readonly hasOthers: boolean
}

/**
 * The images of an OCI layout, for all platforms whose blobs are there; null when it is none.
 * Every document is checked against the digest by which it is named. OCI image specification, image-layout.md, image-index.md.
 * @param known ids of images that need not be read again
 * @throws ArchiveError
 */
export async function readOciImages(
  store: ArchiveStore,
  budget: Budget,
  known: ReadonlySet<string> = new Set(),
): Promise<OciImages | null> {
  const { limits } = budget
  const layout = await store.document('oci-layout', budget)
  const index = await store.document('index.json', budget)
  if (!index) return null
  if (layout && !parseDocument(layout, Layout, 'oci-layout', budget).imageLayoutVersion.startsWith('1.')) {
    throw new ArchiveError('bad-layout/version')
  }
  const images: ArchiveImage[] = []
  const seen = new Set<string>()
  let hasOthers = false
  let missing: string | undefined
  const top: Omit<Named, 'descriptor'> = { tags: [], label: null, instead: '', depth: 0 }
  const queue = (parseDocument(index, Index, 'index.json', budget).manifests ?? []).map(below(top))
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { descriptor, depth, ...words } = next
    const key = [descriptor.digest, words.instead, words.label, ...words.tags].join(' ')
    if (seen.has(key)) continue
    seen.add(key)
    if (seen.size > limits.images) throw new ArchiveError('limit/images')
    if (depth > limits.nestedIndexes) throw new ArchiveError('limit/nestedIndexes')
    const bytes = await readBlob(store, descriptor, budget)
    if (!bytes) {
      // An index names all platforms, but often only one of them was saved.
      missing ??= blobOf(descriptor)
      continue
    }
    const { manifests, config, layers } = parseDocument(bytes, Manifest, blobOf(descriptor), budget)
    if (manifests) queue.push(...manifests.map(below(next)))
    if (queue.length > limits.images) throw new ArchiveError('limit/images')
    if (!config || !isImage(config, layers ?? [])) {
      hasOthers ||= !manifests
      continue
    }
    if (known.has(config.digest)) continue
    if ((layers ?? []).length > limits.layers) throw new ArchiveError('limit/layers')
    const name = blobOf(config)
    const content = await readBlob(store, config, budget)
    if (!content) throw new ArchiveError('missing', { name })
    const members = (layers ?? []).map((layer) => ({
      member: blobOf(layer),
      isElsewhere: liesElsewhere(layer),
    }))
    const said = { ...words, platform: descriptor.platform }
    images.push(await readImage(store, { name, bytes: content }, members, said, budget))
  }
  if (images.length === 0 && missing) throw new ArchiveError('missing', { name: missing })
  return { images, hasOthers }
}

/** What an index names; what is in an index of its own is one image for several platforms. */
function below({ tags, label, instead, depth }: Omit<Named, 'descriptor'>) {
  return (descriptor: Descriptor): Named => {
    const said = nameIn(descriptor)
    const name = said === null ? null : tagOf(said)
    const own = said ?? (isIndex.test(descriptor.mediaType ?? '') ? descriptor.digest : '')
    return {
      descriptor,
      tags: name === null ? tags : [...new Set([...tags, name])],
      label: said !== null && name === null ? said : label,
      instead: depth === 0 ? own : instead,
      depth: depth + 1,
    }
  }
}

const isIndex = /^application\/vnd\.(?:oci\.image\.index\.v1|docker\.distribution\.manifest\.list\.v2)\+json$/

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

function nameIn({ annotations }: Descriptor): string | null {
  return (
    annotations?.['io.containerd.image.name'] ?? annotations?.['org.opencontainers.image.ref.name'] ?? null
  )
}

/** The name of an image, as docker says it; null for what is none: other tools write nothing but its tag. */
function tagOf(name: string): string | null {
  if (!/[:/]/.test(name) || name.includes('@') || !ImageReference.safeParse(name).success) return null
  return parseReference(name.replace(/^docker\.io\/(?:library\/)?/, '')).full
}
