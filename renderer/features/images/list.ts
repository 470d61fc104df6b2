import type { Container } from '../../../main/contract/containers'
import type { Image } from '../../../main/contract/images'
import { shortId } from '../../../main/shared/digest'
import { imageName } from '../../../main/shared/imageReference'
import type { TableSort } from '../../ui/table/table'
import { isKnownTime } from '../../ui/text/times'

/** A row of Images: an image and how many containers were made from it. */
export interface ImageRow extends Image {
  readonly name: string
  readonly containers: readonly Container[]
}

/** Images beside their containers, each found by the image's id. */
export function imageRows(images: readonly Image[], containers: readonly Container[]): readonly ImageRow[] {
  const byImage = new Map<string, Container[]>()
  for (const container of containers) {
    const of = byImage.get(container.imageId)
    if (of) of.push(container)
    else byImage.set(container.imageId, [container])
  }
  return images.map((image) => ({
    ...image,
    name: imageName(image),
    containers: byImage.get(image.id) ?? [],
  }))
}

/** Images that hold every word of the query in a tag or at the start of their id. */
export function filterImages<T extends Pick<Image, 'id' | 'tags'>>(
  images: readonly T[],
  query: string,
): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return images
  return images.filter(({ id, tags }) => {
    const names = tags.join(' ').toLowerCase()
    return words.every((word) => names.includes(word) || startsId(id, word))
  })
}

function startsId(id: string, word: string): boolean {
  return id.startsWith(word) || id.slice('sha256:'.length).startsWith(word)
}

const collator = new Intl.Collator('en', { numeric: true })

type Compare = (a: ImageRow, b: ImageRow) => number
/** Images without a tag come after all that have one, whichever way the names run. */
const untaggedLast: Compare = (a, b) => Number(a.tags.length === 0) - Number(b.tags.length === 0)
const byName: Compare = (a, b) => untaggedLast(a, b) || collator.compare(a.name, b.name)
const unknownTimeLast: Compare = (a, b) =>
  Number(!isKnownTime(a.createdAt)) - Number(!isKnownTime(b.createdAt))

const orders: Record<string, Compare> = {
  tag: (a, b) => collator.compare(a.name, b.name),
  id: (a, b) => (shortId(a.id) < shortId(b.id) ? -1 : 1),
  size: (a, b) => a.size - b.size,
  // Ascending age: the newest first.
  age: (a, b) => b.createdAt - a.createdAt,
  containers: (a, b) => a.containers.length - b.containers.length,
}

export function sortImages(rows: readonly ImageRow[], sort: TableSort): readonly ImageRow[] {
  const order = orders[sort.key] ?? byName
  const direction = sort.descending ? -1 : 1
  const last = sort.key === 'tag' ? untaggedLast : sort.key === 'age' ? unknownTimeLast : () => 0
  return [...rows].sort(
    (a, b) => last(a, b) || direction * order(a, b) || byName(a, b) || (a.id < b.id ? -1 : 1),
  )
}
