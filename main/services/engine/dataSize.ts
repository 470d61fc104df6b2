import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type DataSize, dataParts, type PartSize } from '../../contract/engineSettings'
import type { DiskUsage } from '../../engine/api/systemAnswers'
import type { Engine } from '../../engine/owned/lifecycle'
import { engineAt } from '../../engine/owned/probe'

/** What the engine counts, each in a request of its own: some take minutes, and each is told once it is known. */
const counted = {
  images: 'image',
  containers: 'container',
  buildCache: 'build-cache',
  volumes: 'volume',
} as const

/** All of it, part by part; none of it is asked for before somebody reads on. */
export async function* dataSize(
  { state, paths }: Pick<Engine, 'state' | 'paths'>,
  signal: AbortSignal,
): AsyncIterable<DataSize> {
  const { system } = engineAt(state.socket)
  let size = Object.fromEntries(dataParts.map((part) => [part, null])) as unknown as DataSize
  const add = (part: Partial<DataSize>) => {
    size = { ...size, ...part }
    return size
  }
  yield add({ engineLogs: kept(await bytesOf(dirname(paths.log('dockerd')))) })
  yield add({ containerLogs: kept(await containerLogs(join(paths.data, 'containers'), signal)) })
  for (const [part, type] of Object.entries(counted)) {
    const found = partsOf(await system.df({ type, signal }))
    yield add({ [part]: found[part as keyof typeof counted] })
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
}: DiskUsage): Record<keyof typeof counted, PartSize> {
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
