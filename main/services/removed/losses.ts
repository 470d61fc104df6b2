import { inTurn } from '../../base/inTurn'
import type { Loss } from '../../contract/removed'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected, nameOfListed } from '../../engine/api/containerAnswers'
import { measureLayers } from '../../layers/layerSizes'
import type { WalkedEngine } from '../../layers/layerwalk'
import { walkLayers } from '../../layers/walk'
import { mountsIn } from '../containers/inspection'
import { countIndex, writtenIn } from '../containers/written'
import { unlessGone } from '../unlessGone'
import { joined } from './body'
import { type Keeping, keepingOf } from './keeping'
import { writableLayer } from './takeOut'
import { anonymousVolumes, usersOf } from './volumes'

interface Asked {
  readonly engine: EngineApi
  readonly walked: WalkedEngine | null
  readonly keeping: Keeping
  readonly ids: readonly string[]
}

/** The engine is asked for so many containers at a time. */
const atOnce = 16
/** So many layers are counted in one go: a program started for each would cost more than the counting. */
const together = 50

/** Counts what goes with each container. One that is gone by now is left out. */
export async function* lossesOf(
  { engine, walked, keeping, ids }: Asked,
  signal: AbortSignal,
): AsyncGenerator<Loss, void> {
  const inspect = (id: string) => unlessGone(engine.containers.inspect(id, { signal }))
  const containers = await engine.containers.list({ all: true, signal })
  const others = inTurn(containers, atOnce, ({ Id }) => inspect(Id), signal)
  others.catch(() => {})
  for (let at = 0; at < ids.length; at += together) {
    const inspected = await inTurn(ids.slice(at, at + together), atOnce, inspect, signal)
    const here = inspected.filter((one) => one !== null)
    const [written, sizes] = await Promise.all([
      writtenInAll(engine, walked, here, signal),
      walked ? volumeSizes(here, walked, signal) : new Map<string, number | null>(),
    ])
    const all = await others
    for (const [place, inspection] of here.entries()) {
      yield {
        id: inspection.Id,
        ...written[place]!,
        volumes: anonymousVolumes(inspection).map(({ name, destination, path }) => ({
          target: destination,
          bytes: sizes.get(path) ?? null,
          usedBy: usersOf(name, inspection.Id, containers).map(nameOfListed),
        })),
        joinedBy: joinedBy(inspection, all),
        keeping: keepingOf(inspection, keeping),
      }
    }
  }
}

type Written = Pick<Loss, 'files' | 'removed' | 'bytes'>

async function writtenInAll(
  engine: EngineApi,
  walked: WalkedEngine | null,
  inspected: readonly InspectedContainer[],
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const directories = inspected.flatMap((one) => writableLayer(one) ?? [])
  if (walked && directories.length === inspected.length) {
    // One of them may be gone in between, or have more than can be walked: then each by itself.
    const indexes = await walkLayers({ engine: walked, directories, object: 'Layers', signal }).catch(
      () => null,
    )
    const targets = inspected.map((one) => mountsIn(one).map(({ target }) => target))
    if (indexes) return indexes.map((index, at) => countIndex(index, targets[at]!))
  }
  return inTurn(inspected, 1, async (one) => {
    const about = { object: nameOfInspected(one), signal }
    const { files, removed, bytes } = await writtenIn(engine, walked, one.Id, about)
    return { files, removed, bytes }
  })
}

async function volumeSizes(
  inspected: readonly InspectedContainer[],
  walked: WalkedEngine,
  signal: AbortSignal,
): Promise<Map<string, number | null>> {
  const directories = inspected.flatMap((one) => anonymousVolumes(one).map(({ path }) => path))
  const sizes = await measureLayers({ engine: walked, directories, object: 'Volumes', signal })
  return new Map(directories.map((path, at) => [path, sizes[at] ?? null]))
}

function joinedBy(inspection: InspectedContainer, all: readonly (InspectedContainer | null)[]): string[] {
  const known = new Set([inspection.Id, nameOfInspected(inspection)])
  return all.flatMap((other) =>
    other && other.Id !== inspection.Id && joined(other).some((one) => known.has(one))
      ? [nameOfInspected(other)]
      : [],
  )
}
