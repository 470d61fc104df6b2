import { createHash } from 'node:crypto'
import type { ImageLayer } from '../../contract/layers'
import { sha256Digest } from '../../shared/digest'
import { pairHistory } from '../history'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'
import { parseDocument } from './document'
import { ImageConfig } from './imageConfig'
import type { ArchiveStore } from './store'

/** A layer of an image in an archive. */
export interface ArchiveLayer {
  readonly diffId: string
  /** Bytes in the archive, packed as they are; null when the archive lacks it. */
  readonly packedSize: number | null
  /** The member that it is. */
  readonly member: string
}

export interface ArchiveImage {
  /** The digest of its configuration, as docker names images. */
  readonly id: string
  readonly tags: readonly string[]
  /** For example `linux/arm64/v8`; empty when unsaid. */
  readonly platform: string
  readonly config: ImageConfig
  /** Base first. */
  readonly layers: readonly ArchiveLayer[]
  /** All instructions, first one first. Sizes are 0: what a layer holds is known once it is read. */
  readonly history: readonly ImageLayer[]
}

/**
 * Puts an image together.
 * @param config its configuration, and the member that it is
 * @param members its layers, base first
 * @throws ArchiveError
 */
export async function readImage(
  store: ArchiveStore,
  config: { readonly name: string; readonly bytes: Uint8Array },
  members: readonly string[],
  { tags, platform }: { readonly tags: readonly string[]; readonly platform?: string },
  budget: Budget,
): Promise<ArchiveImage> {
  const settings = parseDocument(config.bytes, ImageConfig, config.name, budget.limits)
  const diffIds = settings.rootfs.diff_ids ?? []
  if (diffIds.length > budget.limits.layers) throw new ArchiveError('limit/layers')
  if (diffIds.length !== members.length) {
    throw new ArchiveError('bad-layout/layers')
  }
  const layers = await Promise.all(
    members.map(async (member, at) => ({
      diffId: diffIds[at]!,
      packedSize: await store.size(member),
      member,
    })),
  )
  return {
    id: sha256Digest(createHash('sha256').update(config.bytes).digest('hex')),
    tags,
    platform: platform ?? [settings.os, settings.architecture].filter(Boolean).join('/'),
    config: settings,
    layers,
    history: historyOf(settings, diffIds),
  }
}

function historyOf({ history }: ImageConfig, diffIds: readonly string[]): ImageLayer[] {
  const steps = history ?? []
  const entries = steps.map(({ created, created_by, comment }) => ({
    createdBy: created_by,
    comment,
    createdAt: timeOf(created),
    size: 0,
  }))
  return pairHistory(
    diffIds,
    entries,
    steps.map(({ empty_layer }) => empty_layer === true),
  )
}

/** Builders that give no time write the year 1, or none. */
function timeOf(created: string): number | null {
  const time = Date.parse(created)
  return Number.isFinite(time) && time > 0 ? time : null
}
