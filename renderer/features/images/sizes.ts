import type { ImageSizes } from '../../../main/contract/images'

/** LayerBytes, and whether there are layers among them of which the engine does not say how large they are. */
export interface LayerBytes {
  readonly bytes: number
  readonly partly: boolean
}

const sum = ({ layers }: ImageSizes, places: Iterable<number>): LayerBytes => {
  let bytes = 0
  let partly = false
  for (const place of places) {
    const size = layers[place] ?? null
    bytes += size ?? 0
    partly ||= size === null
  }
  return { bytes, partly }
}

/** What all images take together, each layer once. */
export const storedBytes = (sizes: ImageSizes): LayerBytes => sum(sizes, sizes.layers.keys())

/** What goes when these images go: the layers that no other one stands on. */
export function freedBytes(sizes: ImageSizes, ids: Iterable<string>): LayerBytes {
  const going = new Set(ids)
  const free = new Set<number>()
  for (const id of going) for (const place of sizes.images[id] ?? []) free.add(place)
  for (const [id, places] of Object.entries(sizes.images)) {
    if (!going.has(id)) for (const place of places) free.delete(place)
  }
  return sum(sizes, free)
}

/** Of each image the bytes of the layers that only it stands on, by its id. */
export function uniqueBytes(sizes: ImageSizes): ReadonlyMap<string, number> {
  const holders = new Map<number, number>()
  for (const places of Object.values(sizes.images)) {
    for (const place of new Set(places)) holders.set(place, (holders.get(place) ?? 0) + 1)
  }
  return new Map(
    Object.entries(sizes.images).map(([id, places]) => [
      id,
      sum(sizes, new Set(places.filter((place) => holders.get(place) === 1))).bytes,
    ]),
  )
}
