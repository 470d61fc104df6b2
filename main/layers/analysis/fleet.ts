import type { Fleet, FleetBand, FleetContainer } from '../../contract/fleet'
import { chainIds } from '../overlay'

export interface FleetImage {
  readonly id: string
  readonly tags: readonly string[]
  /** Base first, and what made each layer. */
  readonly diffIds: readonly string[]
  readonly instructions: readonly string[]
}

/**
 * What an engine holds: each image a column of layers, ordered so that a layer which several images share is
 * one band without a gap. A layer is stored once for all images that also share everything below it (the
 * chain ID of the OCI image specification).
 * @param sizes bytes by chain ID
 * @param held bytes of layers that no image has any more, only orphans; null where unknown
 */
export function buildFleet(
  images: readonly FleetImage[],
  containers: readonly FleetContainer[],
  sizes: ReadonlyMap<string, number>,
  held: readonly (number | null)[] = [],
): Fleet {
  const ordered = order(growTree(images, sizes))
  const bands: Mutable<FleetBand>[] = []
  const placed = new Map<string, number>()
  const columns = ordered.map(({ image, chainIds }, column) => {
    for (const [level, chainId] of chainIds.entries()) {
      const place = placed.get(chainId)
      if (place !== undefined) bands[place]!.to = column
      else {
        placed.set(chainId, bands.length)
        const diffId = image.diffIds[level]!
        const instruction = image.instructions[level] ?? ''
        const bytes = sizes.get(chainId) ?? null
        bands.push({ chainId, diffId, instruction, level, from: column, to: column, bytes })
      }
    }
    return { image, bands: chainIds.map((chainId) => placed.get(chainId)!) }
  })
  const known = new Set(images.map(({ id }) => id))
  const sum = (list: readonly (number | null)[]) => list.reduce<number>((all, each) => all + (each ?? 0), 0)
  const of = (column: readonly number[]) => column.map((place) => bands[place]!)
  const all = [...bands.map(({ bytes }) => bytes), ...held]
  const writable = containers.map(({ bytes }) => bytes)
  const unshared = columns.flatMap(({ bands: own }) => of(own).map(({ bytes }) => bytes))
  return {
    columns: columns.map(({ image, bands: own }) => ({
      id: image.id,
      tags: image.tags,
      bands: own,
      bytes: sum(of(own).map(({ bytes }) => bytes)),
      uniqueBytes: sum(of(own).map(({ from, to, bytes }) => (from === to ? bytes : 0))),
      containers: containers.filter((container) => container.image === image.id),
    })),
    bands,
    orphans: containers.filter(({ image }) => !known.has(image)),
    storedBytes: sum(all),
    unsharedBytes: sum(unshared) + sum(held),
    writableBytes: sum(writable),
    unknown: [...all, ...writable].filter((bytes) => bytes === null).length,
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

interface Column {
  readonly image: FleetImage
  readonly chainIds: readonly string[]
}

/** A layer with what lies on it. */
interface Branch {
  readonly above: Map<string, Branch>
  /** Images of which it is the topmost layer. */
  readonly ends: Column[]
  /** Of it and all above, each layer once. */
  bytes: number
  /** The first of the names of all images on it. */
  name: string
}

function growTree(images: readonly FleetImage[], sizes: ReadonlyMap<string, number>): Branch {
  const root: Branch = { above: new Map(), ends: [], bytes: 0, name: '' }
  // In the order of their names, so that the first image on a layer gives it its name.
  for (const image of [...images].sort((a, b) => byName(nameOf(a), nameOf(b)))) {
    const chain = chainIds(image.diffIds)
    const below = [root]
    for (const chainId of chain) {
      const branch = below.at(-1)!
      let next = branch.above.get(chainId)
      if (!next) {
        next = { above: new Map(), ends: [], bytes: 0, name: nameOf(image) }
        branch.above.set(chainId, next)
        for (const each of [...below, next]) each.bytes += sizes.get(chainId) ?? 0
      }
      below.push(next)
    }
    below.at(-1)!.ends.push({ image, chainIds: chain })
  }
  return root
}

/**
 * Depth first, the largest family first; images that end at a layer stand before those that go on from it.
 */
function order({ ends, above }: Branch): Column[] {
  const families = [...above.values()].sort((a, b) => b.bytes - a.bytes || byName(a.name, b.name))
  return [...ends, ...families.flatMap(order)]
}

const nameOf = (image: FleetImage) => image.tags[0] ?? image.id
const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
