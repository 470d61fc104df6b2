import { AppError } from '../../contract/errors'
import { idBeginsWith } from '../../shared/digest'
import type { ArchiveImage } from './archiveImage'

/** As Go, and so images, name this machine's processor. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }
const ownPlatform = `linux/${architectures[process.arch] ?? process.arch}`

/**
 * One image out of an archive.
 * @param reference a tag (`latest` may be left out), an id or the beginning of one; by default any image will do
 * @param platform which one is taken where several fit; without such a one, it is the first
 * @throws AppError `not-found`
 */
export function chooseImage(
  images: readonly ArchiveImage[],
  reference?: string,
  platform = ownPlatform,
): ArchiveImage {
  const fitting = images.filter(({ id, tags }) => {
    if (reference === undefined) return true
    const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(reference) && idBeginsWith(id, reference)
    return isId || tags.includes(reference) || tags.includes(`${reference}:latest`)
  })
  const isOfPlatform = (image: ArchiveImage) => `${image.platform}/`.startsWith(`${platform}/`)
  const chosen = fitting.find(isOfPlatform) ?? fitting[0]
  if (chosen) return chosen
  throw new AppError('not-found/inArchive', { image: reference ?? platform })
}
