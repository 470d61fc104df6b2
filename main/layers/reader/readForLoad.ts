import type { Sentence } from '../../texts/sentence'
import { ArchiveError, archiveError } from '../archive/archiveError'
import type { ArchiveImage } from '../archive/archiveImage'
import type { Progress } from '../archive/budget'
import { chooseForEngine } from '../archive/chooseImage'
import { type Layout, openArchive } from '../archive/openArchive'
import { packedAs, tarMember } from '../archive/tarMember'
import type { TaskOptions } from './tasks'

export interface LoadQuestion {
  readonly path: string
  /** By the name that the person knows: for errors. */
  readonly object: string
  /** Of the engine, such as `linux/amd64`. */
  readonly platform: string
}

/** An archive that is to be loaded. */
export interface ReadForLoad {
  readonly layout: Layout
  /** What the engine will take of it. */
  readonly images: readonly Pick<ArchiveImage, 'id' | 'tags'>[]
  /** What has to go before the archive's bytes, so that the engine understands it; null where it does already. */
  readonly before: Uint8Array | null
  /** Why the engine may refuse it: it lacks a layer, and the engine may have it or not. */
  readonly doubt: Sentence | null
}

/**
 * Reads what an engine will take of an archive. One of the OCI layout alone becomes one that it understands: a docker archive
 * is the same blobs with a `manifest.json` that names them, which is put before it as one more member.
 * Source: the engine's own table is in moby, image/tarexport.
 * @throws AppError as `openArchive`
 */
export async function readForLoad(
  { path, object, platform }: LoadQuestion,
  { signal, report }: TaskOptions<Progress>,
): Promise<ReadForLoad> {
  const archive = await openArchive(path, { signal, onProgress: report, withoutLayers: true }, object)
  try {
    const { images, layout, packing } = archive
    if (layout !== 'oci') {
      return { layout, images: images.map(nameOf), before: null, doubt: doubtOf(images) }
    }
    const chosen = chooseForEngine(images, platform)
    const manifest = Buffer.from(JSON.stringify(chosen.map(dockerManifest)))
    const before = await packedAs(packing, tarMember('manifest.json', manifest))
    return { layout, images: chosen.map(nameOf), before, doubt: doubtOf(chosen) }
  } catch (thrown) {
    throw archiveError(thrown, object)
  } finally {
    await archive.close()
  }
}

const nameOf = ({ id, tags }: ArchiveImage) => ({ id, tags })

function doubtOf(images: readonly ArchiveImage[]): Sentence | null {
  const lacking = images.flatMap(({ layers }) => layers).find(({ packedSize }) => packedSize === null)
  if (!lacking) return null
  const { isElsewhere, diffId, member } = lacking
  const params = { name: isElsewhere ? diffId : member }
  return new ArchiveError(isElsewhere ? 'missing/elsewhere' : 'missing', params).reason
}

/** One image of a docker archive's `manifest.json`. */
function dockerManifest({ configMember, tags, layers }: ArchiveImage) {
  return { Config: configMember, RepoTags: tags, Layers: layers.map(({ member }) => member) }
}
