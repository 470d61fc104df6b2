import type { Container } from '../../../../main/contract/containers'
import type { Image } from '../../../../main/contract/images'
import type { Layered } from '../../../../main/contract/layers'
import { imageName } from '../../../../main/shared/imageReference'
import { subjectText } from '../../../data/layersRoute'

/** Two subjects that are worth comparing, the older one first. */
export interface Proposal {
  /** As the address has them. */
  readonly a: string
  readonly b: string
  readonly names: { readonly a: string; readonly b: string }
}

type Tagged = Pick<Image, 'id' | 'tags' | 'createdAt'>
type Standing = Pick<Container, 'id' | 'name' | 'imageId'>

/** The name of a tag without the tag itself. */
export function repositoryOf(tag: string): string {
  return tag.replace(/:[^:/]*$/, '')
}

/**
 * What could be compared.
 * @param chosen what the person has chosen already: of an image another tag of its repository is proposed, of a container
 *   the image that it stands on. Null: the two newest tags of that repository which has the newest image.
 */
export function propose(
  images: readonly Tagged[],
  containers: readonly Standing[],
  chosen: Layered | null,
): Proposal | null {
  if (chosen?.kind === 'archive' || chosen?.kind === 'snapshot') return null
  if (chosen?.kind === 'container') {
    const container = containers.find(({ id }) => id === chosen.id)
    const image = images.find(({ id }) => id === container?.imageId)
    if (!container || !image) return null
    return {
      a: subjectText({ kind: 'image', id: image.id }),
      b: subjectText(chosen),
      names: { a: imageName(image), b: container.name },
    }
  }
  const newestFirst = [...images].sort((a, b) => byAge(b, a))
  const firsts = chosen ? newestFirst.filter(({ id }) => id === chosen.id) : newestFirst
  for (const first of firsts) {
    for (const tag of first.tags) {
      const repository = repositoryOf(tag)
      const sameOf = ({ tags }: Tagged) => tags.find((other) => repositoryOf(other) === repository)
      const second = newestFirst.find((other) => other.id !== first.id && sameOf(other))
      if (!second) continue
      const [older, newer] = byAge(first, second) < 0 ? [first, second] : [second, first]
      return {
        a: subjectText({ kind: 'image', id: older.id }),
        b: subjectText({ kind: 'image', id: newer.id }),
        names: { a: sameOf(older)!, b: sameOf(newer)! },
      }
    }
  }
  return null
}

/** Older first. The engine tells whole seconds: of images of one and the same second the tags tell. */
function byAge(a: Tagged, b: Tagged): number {
  const [tagOfA = '', tagOfB = ''] = [a, b].map(({ tags }) => tags[0])
  return a.createdAt - b.createdAt || tagOfA.localeCompare(tagOfB, 'en', { numeric: true })
}
