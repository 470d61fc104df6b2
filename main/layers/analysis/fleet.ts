import { createHash } from 'node:crypto'

export interface FleetImage {
  readonly id: string
  readonly tags: readonly string[]
  /** Base first. */
  readonly diffIds: readonly string[]
}

export interface FleetContainer {
  readonly id: string
  readonly name: string
  readonly state: string
  /** The image's id. */
  readonly image: string
  /** Bytes of its writable layer; null while unknown. */
  readonly bytes: number | null
}

/** An image with what stands on it. */
export interface FleetColumn {
  readonly id: string
  readonly tags: readonly string[]
  /** Its layers, base first, as places in `bands`. */
  readonly bands: readonly number[]
  readonly bytes: number
  /** Bytes of layers that no other image has: what removing it, and its containers, would free. */
  readonly uniqueBytes: number
  readonly containers: readonly FleetContainer[]
}

/** One layer as it is stored: once for all columns from `from` to `to`, both included. */
export interface FleetBand {
  readonly chainId: string
  readonly diffId: string
  /** How many layers lie below it. */
  readonly level: number
  readonly from: number
  readonly to: number
  /** Null while unknown. */
  readonly bytes: number | null
}

export interface Fleet {
  readonly columns: readonly FleetColumn[]
  readonly bands: readonly FleetBand[]
  /** Containers whose image is not there any more. */
  readonly orphans: readonly FleetContainer[]
  /**
   * Bytes of all layers, each once; what all images would take if nothing were shared; and of all writable
   * layers.
   */
  readonly storedBytes: number
  readonly unsharedBytes: number
  readonly writableBytes: number
  /** How many layers and writable layers have no known size, so that they are not in the sums. */
  readonly unknown: number
}

/**
 * What an engine holds: each image a column of layers, ordered so that a layer which several images share is
 * one band without a gap. A layer is stored once for all images that also share everything below it (the
 * chain ID of the OCI image specification).
 * @param sizes bytes by chain ID
 */
export function buildFleet(
  images: readonly FleetImage[],
  containers: readonly FleetContainer[],
  sizes: ReadonlyMap<string, number>,
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
        bands.push({ chainId, diffId, level, from: column, to: column, bytes: sizes.get(chainId) ?? null })
      }
    }
    return { image, bands: chainIds.map((chainId) => placed.get(chainId)!) }
  })
  const known = new Set(images.map(({ id }) => id))
  const sum = (list: readonly (number | null)[]) => list.reduce<number>((all, each) => all + (each ?? 0), 0)
  const of = (column: readonly number[]) => column.map((place) => bands[place]!)
  const unknown = [...bands, ...containers].filter(({ bytes }) => bytes === null).length
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
    storedBytes: sum(bands.map(({ bytes }) => bytes)),
    unsharedBytes: sum(columns.flatMap(({ bands: own }) => of(own).map(({ bytes }) => bytes))),
    writableBytes: sum(containers.map(({ bytes }) => bytes)),
    unknown,
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** `ChainID(L0|...|Ln) = sha256(ChainID(L0|...|Ln-1) + " " + DiffID(Ln))`, for each layer, base first. */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = []
  for (const diffId of diffIds) {
    const below = chain.at(-1)
    const digest = () => createHash('sha256').update(`${below} ${diffId}`).digest('hex')
    chain.push(below === undefined ? diffId : `sha256:${digest()}`)
  }
  return chain
}

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
