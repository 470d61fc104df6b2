import { AppError } from '../../contract/errors'
import { idBeginsWith } from '../../shared/digest'
import { ArchiveError } from './archiveError'
import type { ArchiveImage } from './archiveImage'
import { ownPlatform, platformRank } from './platform'

/**
 * One image out of an archive.
 * @param reference a name (`latest` may be left out), a label, an id or the beginning of one; by default any image will do
 * @param platform the one that suits it best is taken where several fit; where none does, it is the first
 * @throws AppError `not-found`
 */
export function chooseImage(
  images: readonly ArchiveImage[],
  reference?: string,
  platform = ownPlatform,
): ArchiveImage {
  const fitting = images.filter(({ id, tags, label }) => {
    if (reference === undefined) return true
    const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(reference) && idBeginsWith(id, reference)
    return isId || label === reference || tags.includes(reference) || tags.includes(`${reference}:latest`)
  })
  const chosen = bestOf(fitting, platform) ?? fitting[0]
  if (chosen) return chosen
  throw new AppError('not-found/inArchive', { image: reference ?? platform })
}

/** Each image once, with all names that it has: an index names it anew for each. */
export function eachOnce(images: readonly ArchiveImage[]): ArchiveImage[] {
  const once = new Map<string, ArchiveImage>()
  for (const image of images) {
    const known = once.get(image.id) ?? image
    once.set(image.id, { ...known, tags: [...new Set([...known.tags, ...image.tags])] })
  }
  return [...once.values()]
}

/**
 * What an engine keeps of an archive: of the images that stand for one another on different platforms, those that suit the
 * machine best. An image for one foreign platform alone is taken too, as an engine takes it from a docker archive.
 * @throws ArchiveError where several are for other platforms, and nothing says which one is meant
 */
export function chooseForEngine(images: readonly ArchiveImage[], platform: string): ArchiveImage[] {
  const alternatives = new Map<string, ArchiveImage[]>()
  for (const image of images) {
    alternatives.set(image.instead, [...(alternatives.get(image.instead) ?? []), image])
  }
  return [...alternatives.values()].flatMap((each) => {
    const best = bestOf(each, platform) ?? onlyOne(each)
    if (!best) {
      const platforms = [...new Set(each.map((image) => image.platform))].join(', ')
      throw new ArchiveError('bad-layout/platforms', { platforms })
    }
    // Those that have neither a name nor an index in common are alternatives only as far as their platforms differ.
    return each.filter(({ id, instead, platform }) =>
      instead === '' ? platform === best.platform : id === best.id,
    )
  })
}

function bestOf(images: readonly ArchiveImage[], platform: string): ArchiveImage | undefined {
  const ranks = images.map((image) => platformRank(image.platform, platform))
  const least = Math.min(...ranks)
  return Number.isFinite(least) ? images[ranks.indexOf(least)] : undefined
}

function onlyOne(images: readonly ArchiveImage[]): ArchiveImage | undefined {
  return images.every((image) => image.platform === images[0]!.platform) ? images[0] : undefined
}
