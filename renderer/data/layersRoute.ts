import type { Layered } from '../../main/contract/layers'
import { archiveName, containerId, fits, imageId, snapshotId } from '../../main/contract/patterns'

/** Where the window looks at layers: `/layers/ID`. Images go by their id alone, for that is what links have always said. */
export function subjectText(of: Layered): string {
  if (of.kind === 'image') return of.id
  if (of.kind === 'container' || of.kind === 'snapshot') return `${of.kind}:${of.id}`
  return of.image === null ? `archive:${of.archive}` : `archive:${of.archive}:${of.image}`
}

/** The other way round; null for what names nothing. */
export function readSubject(text: string): Layered | null {
  const [kind, name = '', ...rest] = text.split(':')
  if (kind === 'container') return containerId.test(name) ? { kind, id: name } : null
  if (kind === 'snapshot') return snapshotId.test(name) ? { kind, id: name } : null
  if (kind !== 'archive') return imageId.test(text) ? { kind: 'image', id: text } : null
  const image = rest.length > 0 ? rest.join(':') : null
  return fits(archiveName, name) && (image === null || imageId.test(image))
    ? { kind, archive: name, image }
    : null
}

/** Places of the Layers view that are no subject. */
export const allImages = 'all'
export const comparison = 'compare'
export const wholePath = 'path'

/** The comparison of an image or a container with another one, which is still to be chosen. */
export const compareRoute = (of: Layered) => ({
  name: 'layers',
  params: { id: comparison },
  query: { a: subjectText(of) },
})

/** One layer of an image, counted from the base, which is 0. */
export const layerRoute = (image: string, layer: number) => ({
  name: 'layers',
  params: { id: image },
  query: { layer: String(layer) },
})

/** The path from a Dockerfile to containers, on which an image or a container lies. */
export const pathRoute = (of: Layered) => ({
  name: 'layers',
  params: { id: wholePath },
  query: { of: subjectText(of) },
})
