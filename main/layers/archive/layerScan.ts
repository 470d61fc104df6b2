import { createIndexBuilder } from '../indexBuilder'
import { readIndex } from '../indexReader'
import type { LayerIndex } from '../layerIndex'
import type { Budget } from './budget'
import type { Bytes } from './bytes'
import { decompress } from './decompress'
import { createDigest } from './digest'
import { createLayerEntries } from './layerEntries'
import { createTarParser } from './tarParser'
import { feed } from './tarReader'

export interface ScannedLayer {
  readonly index: LayerIndex
  /** Of what was read: `sha256:` and the digest of the unpacked archive. */
  readonly diffId: string
  /** Of its files, as `LayerIndex.bytesOf`; one with several names counts once. */
  readonly size: number
}

/**
 * Reads a layer's archive once, packed or not, from its first byte to its last.
 * @param packed pieces that need not be good for longer than until the next one is asked for, where it is not packed
 * @throws ArchiveError, EntryError, AppError
 */
export async function scanLayer(packed: AsyncIterable<Uint8Array>, budget: Budget): Promise<ScannedLayer> {
  const builder = createIndexBuilder()
  const add = createLayerEntries(builder, budget.limits)
  const parser = createTarParser(
    {
      entry(entry) {
        add(entry)
        return false
      },
    },
    budget.limits,
  )
  const digest = createDigest()
  try {
    for await (const chunk of decompress(packed, budget)) {
      await budget.step(chunk.length)
      await digest.update(chunk)
      parser.push(chunk)
    }
    parser.finish()
    const index = readIndex(builder.finish())
    return { index, diffId: await digest.finish(), size: contentBytes(index) }
  } finally {
    digest.drop()
  }
}

/** Where the files of a layer lie in its unpacked archive. */
export interface Places {
  readonly index: LayerIndex
  /** Offset of the first header of what the entry is; -1 for what the archive only implies. */
  of(entry: number): number
}

/**
 * Finds them by building the index a second time with each entry's place for its time: which of several entries a path is in
 * the end, and which file a link is another name of, is so decided in one place for both.
 * @throws ArchiveError, EntryError, AppError
 */
export async function findPlaces(layer: Bytes, budget: Budget): Promise<Places> {
  const builders = [createIndexBuilder(), createIndexBuilder(false)] as const
  const add = createLayerEntries(builders[0], budget.limits)
  const addPlace = createLayerEntries(builders[1], budget.limits, ({ offset }) => offset + 1)
  const parser = createTarParser(
    {
      entry(entry) {
        add(entry)
        addPlace(entry)
        return false
      },
    },
    budget.limits,
  )
  for await (const _ of feed(parser, layer, budget));
  const index = readIndex(builders[0].finish())
  const offsets = readIndex(builders[1].finish()).mtime.slice()
  return { index, of: (entry) => offsets[entry]! - 1 }
}

function contentBytes(index: LayerIndex): number {
  let sum = 0
  let groups = 0
  for (let entry = 0; entry < index.count; entry++) {
    const group = index.linkGroup[entry]!
    // Groups are numbered as they first appear.
    if (group !== 0 && group <= groups) continue
    groups = Math.max(groups, group)
    sum += index.bytesOf(entry)
  }
  return sum
}
