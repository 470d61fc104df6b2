import { randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors'
import type { Layered, OpenedImage, OpenedLayer } from '../../contract/layers'
import { engineApi } from '../../engine/api/api'
import { nameOfInspected } from '../../engine/api/containerAnswers'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import type { Connection } from '../../engine/client/connection'
import { settingsOf } from '../../layers/imageSettings'
import type { WalkedEngine } from '../../layers/layerwalk'
import { shortId } from '../../shared/digest'
import { imageName, sortTags } from '../../shared/imageReference'
import { type ArchiveParts, readFromArchive } from './archiveReading'
import { createDiskFiles } from './diskFiles'
import { type EngineLayered, findLayered, placeLayers } from './engineLayers'
import { readImageLayers } from './imageLayers'
import { asking, type LayerReadOptions, orDrop, type ReadLayers } from './readLayers'

export interface ReadingParts extends ArchiveParts {
  readonly connection: Connection
  /** The engine whose files may be read where they lie; null when it is of another machine or user. */
  readonly walked: WalkedEngine | null
  /** Where indexes are kept. */
  readonly cache: string
  /** @throws AppError `not-found/snapshot` */
  snapshot?(id: string): ReadSnapshot
}

/** A kept writable layer: what it is, the id of its container, and where it lies. */
export interface ReadSnapshot {
  readonly about: NonNullable<OpenedImage['snapshot']>
  readonly container: string
  readonly layer: string
}

/**
 * Reads an image or a container of the engine: where its layers lie, else out of what the engine saves.
 * @throws AppError `not-layered`, `unsupported` for a container whose layers cannot be reached, ...
 */
export async function readFromEngine(
  parts: ReadingParts,
  of: Exclude<Layered, { kind: 'archive' }>,
  options: LayerReadOptions,
): Promise<ReadLayers> {
  const { signal, report } = options
  const snapshot = of.kind === 'snapshot' ? parts.snapshot?.(of.id) : undefined
  const kind = of.kind === 'snapshot' ? 'container' : of.kind
  const id = snapshot?.container ?? of.id
  report({ phase: 'reading', from: 'disk', current: 0, total: 0, unpacked: 0 })
  const layered = await find(parts, kind, id, signal)
  const engine = parts.walked
  // Paths that another machine's engine names mean something else here.
  const placed = engine && placeLayers(layered, [], snapshot?.layer)
  if (engine && placed) {
    const read = await readFromDisk(parts, layered, { engine, placed }, options)
    return snapshot ? { ...read, opened: { ...read.opened, snapshot: snapshot.about } } : read
  }

  const { image, container } = layered
  if (container) throw new AppError('unsupported/layersPlace', { object: nameOf(layered) })
  const { socket } = parts.connection
  const source = { from: 'engine', socket, image: image.Id, size: image.Size } as const
  const read = await readFromArchive(parts, { source, name: nameOf(layered), image: null }, options)
  // The engine knows all of its tags, and it saved just this image.
  return { ...read, opened: { ...read.opened, image: identityOf(image), images: [] } }
}

interface Placed {
  readonly engine: WalkedEngine
  readonly placed: NonNullable<ReturnType<typeof placeLayers>>
}

async function readFromDisk(
  parts: ReadingParts,
  layered: EngineLayered,
  { engine, placed }: Placed,
  options: LayerReadOptions,
): Promise<ReadLayers> {
  const { signal } = options
  const { client, connection, reader, cache } = parts
  const { image, container } = layered
  const name = nameOf(layered)
  const key = container ? randomUUID() : `${image.Id} on ${connection.socket}`
  const subject = {
    kind: 'disk',
    key,
    object: name,
    engine,
    socket: connection.socket,
    imageId: image.Id,
    layers: placed.map(({ digest, directory }) => ({ digest, directory })),
    cache,
  } as const
  // What made the layers is asked for while they are read.
  const naming = namedLayers(connection, layered, placed.length, name, signal)
  naming.catch(() => {})
  const own = { subject, isOwn: container !== null }
  return orDrop(client, own, async () => {
    const { summary, ...first } = await client.ask(subject, 'first', undefined, asking(options))
    // What was removed while it was read was not read whole.
    if (container) await find(parts, 'container', container.Id, signal)
    return {
      opened: {
        name,
        image: identityOf(image),
        container: container && { id: container.Id, name },
        layers: await naming,
        images: [],
      },
      first,
      summary,
      subject: container ? { kind: 'given', key, object: name } : subject,
      isOwn: own.isOwn,
      settings: settingsIn(image),
      files: createDiskFiles({
        engine,
        directories: placed.map(({ directory }) => directory),
        object: name,
        reader,
      }),
    }
  })
}

async function find(
  { connection }: ReadingParts,
  kind: 'image' | 'container',
  id: string,
  signal: AbortSignal,
) {
  const object = shortId(id)
  return findLayered(engineApi(connection), id, kind, signal, object)
}

/** What a container has on top of its image: what the engine put there, and what it has written. */
const ownLayers = 2

/** Sizes are those that the engine says. */
async function namedLayers(
  connection: Connection,
  { image, imageGone, container }: EngineLayered,
  count: number,
  name: string,
  signal: AbortSignal,
): Promise<OpenedLayer[]> {
  const own = { diffId: null, instruction: '', size: 0, createdAt: null, inferred: false }
  const steps = imageGone ? [] : await readImageLayers(engineApi(connection), image, name, signal)
  const layers = imageGone
    ? Array.from({ length: count - ownLayers }, (): OpenedLayer => ({ ...own, kind: 'image' }))
    : steps.filter(({ diffId }) => diffId !== null).map((layer): OpenedLayer => ({ ...layer, kind: 'image' }))
  if (!container) return layers
  return [...layers, { ...own, kind: 'init' }, { ...own, kind: 'writable' }]
}

const identityOf = ({ Id, RepoTags }: InspectedImage) => ({ id: Id, tags: sortTags(RepoTags) })

function nameOf({ image, container }: EngineLayered): string {
  return container ? nameOfInspected(container) : imageName(identityOf(image))
}

function settingsIn({ Os, Architecture, Config }: InspectedImage) {
  const ExposedPorts = Object.keys(Config?.ExposedPorts ?? {})
  const Volumes = Object.keys(Config?.Volumes ?? {})
  return settingsOf({
    os: Os ?? '',
    architecture: Architecture ?? '',
    config: { ...Config, ExposedPorts, Volumes },
  })
}
