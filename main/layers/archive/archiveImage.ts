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
  /** Left out on purpose: its licence forbids to pass it on, or the archive names an address to fetch it from. */
  readonly isElsewhere: boolean
}

/** What is left out by right is no reason to refuse the others; any other layer that lacks is. */
export function isAbsent({ isElsewhere, packedSize }: ArchiveLayer): boolean {
  return isElsewhere && packedSize === null
}

export interface ArchiveImage {
  /** The digest of its configuration, as docker names images. */
  readonly id: string
  readonly tags: readonly string[]
  /** What the archive calls it where that is no name of an image: often but a tag, such as `1.0`. */
  readonly label: string | null
  /** Images of which this is the same are the same image for several platforms. */
  readonly instead: string
  /** The member that is its configuration. */
  readonly configMember: string
  /** For example `linux/arm64/v8`; empty when unsaid. */
  readonly platform: string
  readonly config: ImageConfig
  /** Base first. */
  readonly layers: readonly ArchiveLayer[]
  /** All instructions, first one first. Sizes are 0: what a layer holds is known once it is read. */
  readonly history: readonly ImageLayer[]
}

/** What a layout says of an image beside its configuration. */
export interface ImageWords extends Pick<ArchiveImage, 'tags' | 'label' | 'instead'> {
  /** What it says itself counts more than what its configuration does. */
  readonly platform?: PlatformWords | null
}
export interface PlatformWords {
  readonly os?: string | null
  readonly architecture?: string | null
  readonly variant?: string | null
}
export interface LayerMember {
  readonly member: string
  readonly isElsewhere: boolean
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
  members: readonly LayerMember[],
  { platform, ...words }: ImageWords,
  budget: Budget,
): Promise<ArchiveImage> {
  const settings = parseDocument(config.bytes, ImageConfig, config.name, budget)
  if ((settings.history ?? []).length > budget.limits.history) throw new ArchiveError('limit/history')
  const diffIds = settings.rootfs.diff_ids ?? []
  if (diffIds.length > budget.limits.layers) throw new ArchiveError('limit/layers')
  if (diffIds.length !== members.length) {
    throw new ArchiveError('bad-layout/layers')
  }
  const layers = await Promise.all(
    members.map(async ({ member, isElsewhere }, at) => ({
      diffId: diffIds[at]!,
      packedSize: await store.size(member),
      member,
      isElsewhere,
    })),
  )
  return {
    id: sha256Digest(createHash('sha256').update(config.bytes).digest('hex')),
    ...words,
    configMember: config.name,
    platform: platformOf(platform, settings),
    config: settings,
    layers,
    history: historyOf(settings, diffIds),
  }
}

function platformOf(said: PlatformWords | null | undefined, settings: ImageConfig): string {
  const { os, architecture, variant } = said?.architecture ? said : settings
  return [os || settings.os, architecture, variant].filter(Boolean).join('/')
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
