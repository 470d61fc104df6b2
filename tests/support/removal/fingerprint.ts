import { createHash } from 'node:crypto'
import type { WalkedEngine } from '../../../main/layers/layerwalk'
import { readLayerDirectory, walkLayers } from '../../../main/layers/walk'
import { describeEntry } from '../layerEntries'

/** All that a directory of the engine's holds: each entry with what belongs to it, and the bytes of all files. */
export async function fingerprint(engine: WalkedEngine, directory: string): Promise<string[]> {
  const [index] = await walkLayers({ engine, directories: [directory], object: directory })
  const entries = Array.from({ length: index!.count }, (_, at) => JSON.stringify(describeEntry(index!, at)))
  const hash = createHash('sha256')
  const content = readLayerDirectory({ engine, directory, path: Buffer.from('/'), object: directory })
  for await (const chunk of content) hash.update(chunk)
  return [...entries, hash.digest('hex')]
}
