import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { enginePath } from '../../main/engine/api/enginePath'
import { imagesApi } from '../../main/engine/api/images'
import type { StorageOf } from '../../main/engine/api/storage'
import type { Connection } from '../../main/engine/client/connection'
import { stackIndexes } from '../../main/layers/analysis/stackBuilder'
import { engineArchive } from '../../main/layers/archive/engineArchive'
import { openArchive } from '../../main/layers/archive/openArchive'
import type { LayerIndex } from '../../main/layers/layerIndex'
import type { WalkedEngine } from '../../main/layers/layerwalk'
import { containerDirectories, imageDirectories } from '../../main/layers/overlay'
import { walkLayers } from '../../main/layers/walk'
import { readTree } from './layerTree'
import { listArchive } from './listedArchive'
import { programsInside } from './namespaces'
import type { SeenTree } from './seenTree'

/** An engine with all that reads its layers, one way or another. */
export interface LayeredEngine {
  readonly connection: Connection
  readonly walked: WalkedEngine
  /** For files of the test's own. */
  readonly folder: string
}

/** One image as every source of the program tells it, and as the engine exports a container of it. */
export interface ToldImage {
  /** Base first, from disk and from what the engine saves. */
  readonly walked: readonly LayerIndex[]
  readonly saved: readonly LayerIndex[]
  /** On top of the image, from disk: the engine's mount points, and what the container wrote. */
  readonly init: LayerIndex
  readonly writable: LayerIndex
  readonly exported: SeenTree
  /** What lies in the layer of the mount points, as lstat(2) sees it: of these the image says nothing certain. */
  readonly mountPoints: ReadonlySet<string>
}

type Inspected = StorageOf & { readonly RootFS: { readonly Layers: readonly string[] } }

/** @param commands run one after the other in the container, which otherwise is never started */
export async function tellImage(
  engine: LayeredEngine,
  name: string,
  commands: readonly string[] = [],
): Promise<ToldImage> {
  const { connection, walked } = engine
  const get = <T>(path: string) => connection.request<T>({ method: 'GET', path, object: name })
  const image = await get<Inspected>(enginePath`/images/${name}/json`)
  const directories = imageDirectories(image, image.RootFS.Layers)!
  const walk = (some: readonly string[]) => walkLayers({ engine: walked, object: name, directories: some })
  const container = await createContainer(connection, name, commands)
  try {
    const own = containerDirectories(
      await get<StorageOf>(enginePath`/containers/${container}/json`),
      image.RootFS.Layers,
    )!
    const exported = await exportContainer(engine, container)
    const [init, writable] = await walk([own.init, own.writable])
    const entries = await readTree(own.init, programsInside(walked))
    return {
      walked: await walk(directories.map(({ directory }) => directory)),
      saved: await readSaved(connection, name),
      init: init!,
      writable: writable!,
      exported,
      mountPoints: new Set(entries.map(({ path }) => Buffer.from(path).toString('latin1'))),
    }
  } finally {
    await connection.request({
      method: 'DELETE',
      path: enginePath`/containers/${container}`,
      query: { force: 1 },
      object: name,
    })
  }
}

export const stackOfWalk = ({ walked, init, writable }: ToldImage) =>
  stackIndexes([...walked, init, writable])

/** Whether the engine keeps layers as their archives say, and does not unpack each on those below it. */
export async function hasNativeDiffs(connection: Connection): Promise<boolean> {
  const info = await connection.request<{ DriverStatus: readonly (readonly [string, string])[] }>({
    method: 'GET',
    path: '/info',
    object: 'Engine',
  })
  return info.DriverStatus.some(([name, value]) => name === 'Native Overlay Diff' && value === 'true')
}

async function createContainer(connection: Connection, image: string, commands: readonly string[]) {
  const post = <T>(path: string, body?: object) =>
    connection.request<T>({ method: 'POST', path, body, object: image, timeout: 120_000 })
  const { Id } = await post<{ Id: string }>('/containers/create', {
    Image: image,
    Cmd: ['sh', '-c', commands.join('\n')],
    HostConfig: { NetworkMode: 'none' },
  })
  if (commands.length > 0) {
    await post(enginePath`/containers/${Id}/start`)
    await post(enginePath`/containers/${Id}/wait`)
  }
  return Id
}

async function exportContainer({ connection, folder }: LayeredEngine, id: string): Promise<SeenTree> {
  const file = join(folder, `${id}.tar`)
  const path = enginePath`/containers/${id}/export`
  const archive = await connection.stream({ method: 'GET', path, object: id, timeout: 120_000 })
  await pipeline(Readable.from(archive), createWriteStream(file))
  const tree = await listArchive(file)
  await rm(file)
  return tree
}

async function readSaved(connection: Connection, name: string): Promise<LayerIndex[]> {
  const archive = await openArchive(engineArchive(imagesApi(connection), name, null))
  try {
    const indexes: LayerIndex[] = []
    for (const layer of archive.images[0]!.layers) indexes.push((await archive.readLayer(layer)).index)
    return indexes
  } finally {
    await archive.close()
  }
}
