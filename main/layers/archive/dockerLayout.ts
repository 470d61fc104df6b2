import { z } from 'zod'
import { ArchiveError } from './archiveError'
import { type ArchiveImage, readImage } from './archiveImage'
import type { Budget } from './budget'
import { parseDocument } from './document'
import { liesElsewhere } from './mediaTypes'
import { memberName } from './memberTable'
import type { ArchiveStore } from './store'

const Manifest = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
    /** Of layers that are not in the archive, by diff ID. */
    LayerSources: z
      .record(
        z.string(),
        z.object({ mediaType: z.string().nullish(), urls: z.array(z.string()).nullish() }).passthrough(),
      )
      .nullish(),
  }),
)

/**
 * The images that `manifest.json` names, as `docker save` writes it (moby, image/tarexport); null when there is none.
 * @throws ArchiveError
 */
export async function readDockerImages(store: ArchiveStore, budget: Budget): Promise<ArchiveImage[] | null> {
  const bytes = await store.document('manifest.json', budget)
  if (!bytes) return null
  const { limits } = budget
  const manifest = parseDocument(bytes, Manifest, 'manifest.json', budget)
  if (manifest.length > limits.images) throw new ArchiveError('limit/images')
  const images: ArchiveImage[] = []
  for (const [at, { Config, RepoTags, Layers, LayerSources }] of manifest.entries()) {
    if ((Layers ?? []).length > limits.layers) throw new ArchiveError('limit/layers')
    const name = named(Config)
    const bytes = await store.document(name, budget)
    if (!bytes) throw new ArchiveError('missing', { name })
    const members = (Layers ?? []).map((layer) => ({ member: named(layer), isElsewhere: false }))
    // Each is meant: the engine takes all of them.
    const words = { tags: RepoTags ?? [], label: null, instead: `manifest.json ${at}` }
    const image = await readImage(store, { name, bytes }, members, words, budget)
    const layers = image.layers.map((layer) => ({
      ...layer,
      isElsewhere: liesElsewhere(LayerSources?.[layer.diffId]),
    }))
    images.push({ ...image, layers })
  }
  return images

  function named(path: string): string {
    if (path.startsWith('/')) throw new ArchiveError('bad-path/manifest')
    return memberName(Buffer.from(path), limits)
  }
}
