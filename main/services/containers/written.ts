import type { WrittenFiles } from '../../contract/containers'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { ChangedPath, InspectedContainer } from '../../engine/api/containerAnswers'
import { entryType, type LayerIndex } from '../../layers/layerIndex'
import type { WalkedEngine } from '../../layers/layerwalk'
import { stackOf } from '../../layers/overlay'
import { bytesOf } from '../../layers/pathText'
import { walkLayers } from '../../layers/walk'
import { mountsIn } from './inspection'

type Counts = Omit<WrittenFiles, 'mounts'>

/**
 * Counts what a container has written. Where the engine's files may be read, by walking its writable layer; any other engine
 * is asked, which may compare the whole of it with its image.
 * @param object by the name that the person knows
 */
export async function writtenIn(
  engine: EngineApi,
  walked: WalkedEngine | null,
  id: string,
  { object, signal }: { readonly object: string; readonly signal: AbortSignal },
): Promise<WrittenFiles> {
  const asking = { object, signal }
  const inspection = await engine.containers.inspect(id, asking)
  const mounts = mountsIn(inspection)
  const targets = mounts.map(({ target }) => target)
  const own = walked && stackOf(inspection)?.[0]
  if (walked && own) {
    const counts = await walk(walked, own, targets, asking)
    if (counts) return { ...counts, mounts }
  }
  const [paths, sized]: [readonly ChangedPath[], InspectedContainer] = await Promise.all([
    engine.containers.changes(id, asking),
    engine.containers.inspect(id, { size: true, ...asking }),
  ])
  return { ...countPaths(paths, targets), bytes: sized.SizeRw ?? 0, mounts }
}

/** Null where it cannot be walked after all, as on a system without nsenter. */
async function walk(
  engine: WalkedEngine,
  directory: string,
  targets: readonly string[],
  { object, signal }: { readonly object: string; readonly signal: AbortSignal },
): Promise<Counts | null> {
  try {
    const [index] = await walkLayers({ engine, directories: [directory], object, signal })
    return index ? countIndex(index, targets) : null
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    if (code === 'cancelled' || code === 'engine-unreachable' || code === 'timeout') throw thrown
    return null
  }
}

/**
 * Counts a writable layer. A directory counts where nothing in it does; what is mounted leaves one behind, which says nothing.
 * @param targets absolute paths of what is mounted
 */
export function countIndex(index: LayerIndex, targets: readonly string[]): Counts {
  const mountPoints = new Set(targets.map((target) => index.find(bytesOf(target))))
  const seen = new Set<number>()
  let [files, removed, bytes] = [0, 0, 0]
  for (let entry = 1; entry < index.count; entry++) {
    if (index.type[entry] === entryType.whiteout) removed++
    else if (index.childCount[entry] === 0 && !mountPoints.has(entry)) files++
    const group = index.linkGroup[entry]!
    if (group === 0 || !seen.has(group)) bytes += index.size[entry]!
    if (group > 0) seen.add(group)
  }
  return { files, removed, bytes }
}

/** The same of what an engine says; see `countIndex`. */
export function countPaths(
  changes: readonly ChangedPath[],
  targets: readonly string[],
): Omit<Counts, 'bytes'> {
  const mountPoints = new Set(targets)
  const parents = new Set<string>()
  const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))
  for (const { Path } of changes) {
    // What is above one that is known is known, too.
    for (let at = parentOf(Path); at !== '' && !parents.has(at); at = parentOf(at)) parents.add(at)
  }
  const removed = changes.filter(({ Kind }) => Kind === 2).length
  const files = changes.filter(
    ({ Path, Kind }) => Kind !== 2 && !parents.has(Path) && !mountPoints.has(Path),
  ).length
  return { files, removed }
}
