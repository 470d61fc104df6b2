import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { engineApi } from '../../engine/api/api'
import { createConnection } from '../../engine/client/connection'
import type { Engine } from '../../engine/owned/lifecycle'
import type { Progress } from '../../layers/archive/budget'
import { createIndexCache } from '../../layers/indexCache'
import { readIndex } from '../../layers/indexReader'
import type { LayerIndex } from '../../layers/layerIndex'
import { layerwalkProgram } from '../../layers/layerwalk'
import type { ArchiveSource } from '../../layers/reader/archiveSource'
import { createReaderClient, layersReaderScript } from '../../layers/reader/readerClient'
import { readPlaced } from '../../layers/readPlaced'
import { findLayered, layerCommands, type NamedLayer, placeLayers } from '../../services/layers/engineLayers'
import { sortTags } from '../../shared/imageReference'

/** What is reported on: each layer, base first, with what lies in it. */
export interface ReportSubject {
  readonly image: { readonly id: string; readonly tags: readonly string[] }
  readonly layers: readonly (NamedLayer & { readonly index: LayerIndex })[]
  /** Of how many images it was chosen: more than one for some archives. */
  readonly among: number
  /** What an archive does not say, in words. */
  readonly notes: readonly string[]
}

export interface ReportReading {
  /** The application's root. */
  readonly root: string
  /** How far reading an archive has come. */
  readonly onProgress?: (progress: Progress) => void
}

/** Whether a name stands for something on disk. A folder beside the person that happens to bear an image's name does not. */
export function isArchivePath(name: string): boolean {
  const found = name === '' ? undefined : statSync(name, { throwIfNoEntry: false })
  if (!found) return /^\.{0,2}\//.test(name)
  if (!found.isDirectory() || name.includes('/')) return true
  return ['oci-layout', 'index.json', 'manifest.json'].some(
    (member) => statSync(join(name, member), { throwIfNoEntry: false }) !== undefined,
  )
}

/**
 * Reads an archive, or a directory of the OCI layout, without an engine.
 * @throws AppError as `openArchive`
 */
export async function readArchiveSubject(path: string, reading: ReportReading): Promise<ReportSubject> {
  if (!existsSync(path)) throw new AppError('not-found/onDisk', { object: path })
  return readImageOf({ from: 'path', path }, path, reading)
}

/**
 * Reads an image or a container of the engine: where its layers lie, or, when the engine keeps them in another way, out of
 * what it saves.
 * @throws Error for people
 */
export async function readEngine(
  engine: Engine,
  name: string,
  kind: 'container' | undefined,
  reading: ReportReading,
): Promise<ReportSubject> {
  if (!(await engine.adopt()) || engine.state.phase !== 'ready') {
    throw new Error('The engine does not run; slipway engine start starts it.')
  }
  const connection = createConnection({ socket: engine.paths.socket })
  try {
    const api = engineApi(connection)
    const layered = await findLayered(api, name, kind)
    const { image, container } = layered
    const commands = layered.imageGone ? [] : await layerCommands(api, image, name)
    const placed = placeLayers(layered, commands)
    if (!placed) {
      if (container) throw new AppError('unsupported/layersPlace', { object: name })
      const { socket } = engine.paths
      const source = { from: 'engine', socket, image: image.Id, size: image.Size } as const
      return await readImageOf(source, name, reading)
    }
    const cache = createIndexCache(join(engine.paths.home, 'cache/layers'))
    const walked = { mode: engine.state.mode, run: engine.paths.run, program: layerwalkProgram(reading.root) }
    const indexes = await readPlaced(placed, {
      images: api.images,
      engine: walked,
      cache,
      imageId: image.Id,
      object: name,
    })
    await cache.settled()
    return {
      image: { id: image.Id, tags: sortTags(image.RepoTags) },
      layers: placed.map(({ diffId, command }, position) => ({ diffId, command, index: indexes[position]! })),
      among: 1,
      notes: [],
    }
  } finally {
    connection.dispose()
  }
}

/** Reads one image of an archive whole, under the limits and in a thread as the window does. */
async function readImageOf(
  source: ArchiveSource,
  object: string,
  { root, onProgress }: ReportReading,
): Promise<ReportSubject> {
  const reader = createReaderClient({ script: layersReaderScript(root) })
  const read = await reader.run('readArchive', { source, object, image: null }, { onReport: onProgress })
  const notes = [
    ...read.layers
      .filter(({ absent }) => absent)
      .map(({ diffId }) => `the archive leaves out the layer ${diffId}`),
    ...read.layers
      .flatMap(({ overLink }) => overLink ?? [])
      .map((path) => `whether ${path} is a link or a directory depends on the engine`),
  ]
  return {
    image: { id: read.id, tags: sortTags(read.tags) },
    layers: read.layers.map(({ diffId, instruction }, at) => ({
      diffId,
      command: instruction,
      index: readIndex(read.indexes[at]!),
    })),
    among: read.images.length,
    notes,
  }
}
