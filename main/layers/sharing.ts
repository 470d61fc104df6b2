import type { ImageLayer, Stratum } from '../contract/layers'

/** An image as far as sharing is concerned. */
export interface LayeredImage {
  readonly name: string
  /** Whether it has a name of its own, and not only its id. */
  readonly isTagged: boolean
  readonly diffIds: readonly string[]
}

/**
 * The layers of an image with the names of the other images that hold the very same ones.
 * @returns `sharedBytes` counts each layer once, also where the image stacks it twice
 */
export function shareLayers(
  layers: readonly ImageLayer[],
  others: readonly LayeredImage[],
): { readonly layers: Stratum[]; readonly sharedBytes: number } {
  const holders = new Map<string, Set<string>>()
  for (const { name, diffIds } of others) {
    for (const diffId of diffIds) {
      const names = holders.get(diffId)
      if (names) names.add(name)
      else holders.set(diffId, new Set([name]))
    }
  }
  const own = layers.flatMap(({ diffId }) => (diffId === null ? [] : [diffId]))
  const strata: Stratum[] = []
  const shared = new Map<string, number>()
  for (const layer of layers) {
    if (layer.diffId === null) continue
    const sharedWith = [...(holders.get(layer.diffId) ?? [])]
    const below = own.slice(0, strata.length + 1)
    const endsHere = others.filter(({ isTagged, diffIds }) => isTagged && isEqual(diffIds, below))
    strata.push({
      ...layer,
      diffId: layer.diffId,
      sharedWith,
      endsHere: endsHere.map(({ name }) => name),
    })
    if (sharedWith.length > 0) shared.set(layer.diffId, layer.size)
  }
  return { layers: strata, sharedBytes: [...shared.values()].reduce((sum, size) => sum + size, 0) }
}

const isEqual = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((each, place) => each === other[place])
