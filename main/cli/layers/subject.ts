import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { engineApi } from '../../engine/api/api'
import { createConnection } from '../../engine/client/connection'
import type { Engine } from '../../engine/owned/lifecycle'
import { isAbsent } from '../../layers/archive/archiveImage'
import { chooseImage, eachOnce } from '../../layers/archive/chooseImage'
import { engineArchive } from '../../layers/archive/engineArchive'
import { type Archive, openArchive } from '../../layers/archive/openArchive'
import { createIndexCache } from '../../layers/indexCache'
import type { LayerIndex } from '../../layers/layerIndex'
import { layerwalkProgram } from '../../layers/layerwalk'
import { overLinks } from '../../layers/overLinks'
import { textOf } from '../../layers/pathText'
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
export async function readArchiveSubject(path: string): Promise<ReportSubject> {
  if (!existsSync(path)) throw new AppError('not-found/onDisk', { object: path })
  return readImageOf(await openArchive(path, {}, path))
}

/**
 * Reads an image or a container of the engine: where its layers lie, or, when the engine keeps them in another way, out of
 * what it saves.
 * @param root the application's root
 * @throws Error for people
 */
export async function readEngine(
  engine: Engine,
  root: string,
  name: string,
  kind?: 'container',
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
      return await readImageOf(await openArchive(engineArchive(api.images, image.Id, image.Size, name)))
    }
    const cache = createIndexCache(join(engine.paths.home, 'cache/layers'))
    const walked = { mode: engine.state.mode, run: engine.paths.run, program: layerwalkProgram(root) }
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

/** Reads one image of an archive whole and closes the archive. */
async function readImageOf(archive: Archive): Promise<ReportSubject> {
  try {
    const images = eachOnce(archive.images)
    const { id, tags, history, layers } = chooseImage(images)
    const commands = history.filter(({ diffId }) => diffId !== null).map(({ instruction }) => instruction)
    const read: ReportSubject['layers'][number][] = []
    for (const [position, layer] of layers.entries()) {
      const { index } = await archive.readLayer(layer)
      read.push({ diffId: layer.diffId, command: commands[position] ?? '', index })
    }
    const open = overLinks(read.map(({ index }) => index)).map((path) => path && textOf(path))
    const notes = [
      ...layers.filter(isAbsent).map(({ diffId }) => `the archive leaves out the layer ${diffId}`),
      ...open.filter(Boolean).map((path) => `whether ${path} is a link or a directory depends on the engine`),
    ]
    return { image: { id, tags: sortTags(tags) }, layers: read, among: images.length, notes }
  } finally {
    await archive.close()
  }
}
