import { AppError } from '../../contract/errors'
import type { VolumeSize } from '../../contract/volumes'
import type { EngineApi } from '../../engine/api/api'
import type { ListedVolume } from '../../engine/api/volumes'
import { measureLayers } from '../../layers/layerSizes'
import type { WalkedEngine } from '../../layers/layerwalk'

const object = 'Volumes'

/**
 * Counts the bytes in volumes. Where the engine's files may be read, by walking just these; any other engine is asked, which
 * counts all that it has, before API 1.42 images and containers too.
 * @param names of those that are asked about; what is gone meanwhile is left out
 */
export async function measureVolumes(
  engine: EngineApi,
  walked: WalkedEngine | null,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly VolumeSize[]> {
  if (names.length === 0) return []
  const wanted = new Set(names)
  if (walked) {
    try {
      return await walk(engine, walked, wanted, signal)
    } catch (thrown) {
      const { code } = AppError.from(thrown)
      if (code === 'cancelled' || code === 'engine-unreachable' || code === 'timeout') throw thrown
      // What cannot be walked here, for it has too many files for example, the engine can still count.
    }
  }
  const { Volumes } = await engine.system.df({ type: 'volume', object, signal })
  return (Volumes ?? []).flatMap(({ Name, UsageData }) => {
    const bytes = UsageData?.Size ?? -1
    return Name !== undefined && wanted.has(Name) ? [{ name: Name, bytes: bytes < 0 ? null : bytes }] : []
  })
}

async function walk(
  engine: EngineApi,
  walked: WalkedEngine,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly VolumeSize[]> {
  const listed = (await engine.volumes.list({ signal })).filter(({ Name }) => wanted.has(Name))
  const plain = listed.filter(isPlain)
  const directories = plain.map(({ Mountpoint }) => Mountpoint!)
  const measured = await measureLayers({ engine: walked, directories, object, signal })
  const sizes = new Map(plain.map(({ Name }, at) => [Name, measured[at] ?? null]))
  return listed.map(({ Name }) => ({ name: Name, bytes: sizes.get(Name) ?? null }))
}

/** Others are mounted only while they are used, and perhaps from another machine. */
function isPlain({ Driver, Mountpoint, Options }: ListedVolume): boolean {
  return Driver === 'local' && Boolean(Mountpoint) && Object.keys(Options ?? {}).length === 0
}
