import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type CountedPart,
  countedParts,
  type DataSize,
  dataParts,
  type PartSize,
} from '../../contract/engineSettings'
import type { SystemApi } from '../../engine/api/system'
import type { DiskUsage } from '../../engine/api/systemAnswers'
import type { Engine } from '../../engine/owned/lifecycle'
import { engineAt } from '../../engine/owned/probe'

/** What the engine counts, each in a request of its own: some take minutes, and each is told once it is known. */
const counted = {
  images: 'image',
  containers: 'container',
  buildCache: 'build-cache',
  volumes: 'volume',
} as const satisfies Record<CountedPart, string>

const nothing = Object.fromEntries(dataParts.map((part) => [part, null])) as unknown as DataSize

/** Bytes of removed containers and of snapshots: all of it is there for the person alone, and could go. */
export type KeptBytes = Readonly<Record<'removed' | 'snapshots', () => Promise<number>>>

/**
 * All of it, part by part; none of it is asked for before somebody reads on.
 * @param own counts what Slipway keeps beside the engine
 */
export async function* dataSize(
  { state, paths }: Pick<Engine, 'state' | 'paths'>,
  signal: AbortSignal,
  own: KeptBytes,
): AsyncIterable<DataSize> {
  let size = nothing
  const add = (part: Partial<DataSize>) => {
    size = { ...size, ...part }
    return size
  }
  yield add({ engineLogs: kept(await bytesOf(dirname(paths.log('dockerd')))) })
  yield add({ containerLogs: kept(await containerLogs(join(paths.data, 'containers'), signal)) })
  for (const [part, count] of Object.entries(own)) {
    const bytes = await count()
    yield add({ [part]: { bytes, free: bytes } })
  }
  yield* countedSize(engineAt(state.socket).system, signal, size)
}

/** What any engine counts of itself, one part after the other. @param before what is known already */
export async function* countedSize(
  system: Pick<SystemApi, 'df'>,
  signal: AbortSignal,
  before: DataSize = nothing,
): AsyncIterable<DataSize> {
  let size = before
  for (const part of countedParts) {
    const found = partsOf(await system.df({ type: counted[part], signal }))
    size = { ...size, [part]: found[part] }
    yield size
  }
}

/** Goes when what it is of goes, and is bounded by itself. */
const kept = (bytes: number): PartSize => ({ bytes, free: 0 })

/**
 * Bytes out of the engine's own count. Free: what no container uses, for that is what can be removed; of images at least so
 * much, for a layer that only unused ones share is not in it.
 */
export function partsOf({
  LayersSize = 0,
  Images,
  Containers,
  Volumes,
  BuildCache,
}: DiskUsage): Record<CountedPart, PartSize> {
  const sum = (sizes: readonly number[] | undefined) =>
    (sizes ?? []).reduce((total, size) => total + Math.max(0, size), 0)
  const sizeRw = ({ SizeRw = 0 }: { readonly SizeRw?: number }) => SizeRw
  const ownCache = (BuildCache ?? []).filter(({ Shared }) => !Shared)
  return {
    images: {
      bytes: LayersSize,
      free: sum(
        Images?.filter((image) => image.Containers === 0).map(
          ({ Size = 0, SharedSize = 0 }) => Size - Math.max(0, SharedSize),
        ),
      ),
    },
    containers: {
      bytes: sum(Containers?.map(sizeRw)),
      free: sum(Containers?.filter(({ State }) => !isUp(State)).map(sizeRw)),
    },
    volumes: {
      bytes: sum(Volumes?.map(({ UsageData }) => UsageData?.Size ?? 0)),
      free: sum(
        Volumes?.filter(({ UsageData }) => UsageData?.RefCount === 0).map(
          ({ UsageData }) => UsageData?.Size ?? 0,
        ),
      ),
    },
    buildCache: {
      bytes: sum(ownCache.map(({ Size }) => Size)),
      free: sum(ownCache.filter(({ InUse }) => !InUse).map(({ Size }) => Size)),
    },
  }
}

const isUp = (state = 'running') => ['running', 'paused', 'restarting'].includes(state)

/** What containers have written to logs that are files: json-file beside its container's configuration, local in a folder. */
async function containerLogs(folder: string, signal: AbortSignal): Promise<number> {
  let total = 0
  for (const id of await readdir(folder).catch(() => [])) {
    if (signal.aborted) break
    const own = join(folder, id)
    total += await bytesOf(own, (name) => name.startsWith(`${id}-json.log`))
    total += await bytesOf(join(own, 'local-logs'))
  }
  return total
}

/** Of the files in a folder; 0 where there is none, or nobody may look. */
async function bytesOf(folder: string, wanted: (name: string) => boolean = () => true): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter(wanted)
  const found = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)))
  return found.reduce((total, file) => total + (file?.isFile() ? file.size : 0), 0)
}
