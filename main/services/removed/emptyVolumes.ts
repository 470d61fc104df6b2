import { readdirSync } from 'node:fs'
import type { WalkedEngine } from '../../layers/layerwalk'
import { walkLayers } from '../../layers/walk'
import type { RemovalRecord } from './record'

/** The volumes of a container that have nothing in them, by name, without those that came along with it. */
export async function emptyVolumes(walked: WalkedEngine, record: RemovalRecord): Promise<Set<string>> {
  const along = new Set(record.volumes.map(({ name }) => name))
  const empty = new Set<string>()
  for (const { Type, Name, Source } of record.inspection.Mounts ?? []) {
    if (Type === 'volume' && Name && !along.has(Name) && (await isEmpty(walked, Source, Name)))
      empty.add(Name)
  }
  return empty
}

async function isEmpty(walked: WalkedEngine, path: string, object: string): Promise<boolean> {
  try {
    return readdirSync(path).length === 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return false
  }
  // Its directory belongs to a subordinate id, and is closed to all others.
  const [index] = await walkLayers({ engine: walked, directories: [path], object })
  return index!.count <= 1
}
