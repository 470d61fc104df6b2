import { AppError } from '../../contract/errors'
import { enginePath } from '../../engine/api/enginePath'
import type { Connection } from '../../engine/client/connection'
import {
  containerDirectories,
  imageDirectories,
  type LayerDirectory,
  type StorageOf,
} from '../../layers/overlay'
import type { PlacedLayer as LayerPlace } from '../../layers/readPlaced'
import type { InspectedImage } from '../images/engineImage'
import { readImageLayers } from './imageLayers'

type LayeredImage = InspectedImage & StorageOf

/** `GET /containers/ID/json`, as far as it is used. */
interface LayeredContainer extends StorageOf {
  readonly Id: string
  /** With a slash before it. */
  readonly Name: string
  /** The image's id. */
  readonly Image: string
}

/** What has layers: an image, or a container and the image that it stands on. */
export interface EngineLayered {
  readonly image: LayeredImage
  readonly container: LayeredContainer | null
}

/** A layer with what made it. */
export interface NamedLayer {
  /** Null for the layers that a container has on top of its image. */
  readonly diffId: string | null
  /** The instruction, as a Dockerfile would say it; empty where the image says nothing of it. */
  readonly command: string
}

export type PlacedLayer = NamedLayer & LayerPlace

/**
 * What the engine has under a name, or an id or the beginning of one. An image wins over a container.
 * @param kind leaves the others out
 * @param object by the name that the person knows: for errors
 * @throws AppError `not-found`
 */
export async function findLayered(
  connection: Connection,
  name: string,
  kind?: 'image' | 'container',
  signal?: AbortSignal,
  object = name,
): Promise<EngineLayered> {
  const inspect = <T>(path: () => string) => inspected<T>(connection, path, object, signal)
  const inspectImage = (id: string) => inspect<LayeredImage>(() => enginePath`/images/${id}/json`)
  const image = kind === 'container' ? null : await inspectImage(name)
  if (image) return { image, container: null }
  const container =
    kind === 'image' ? null : await inspect<LayeredContainer>(() => enginePath`/containers/${name}/json`)
  if (!container) {
    const what = kind ?? 'image or container'
    throw new AppError('not-found', `There is no ${what} ${object}`, { object })
  }
  const below = await inspectImage(container.Image)
  if (below) return { image: below, container }
  throw new AppError('not-found', `${object}: the image that it stands on was removed`, { object })
}

/**
 * Where the layers lie, base first: those of the image, and of a container what the engine put on them and what it has
 * written. Only the image's have a digest; the others may change at any time.
 * @returns null when the engine keeps them in another way
 */
export function placeLayers(
  { image, container }: EngineLayered,
  commands: readonly string[],
): PlacedLayer[] | null {
  const diffIds = image.RootFS?.Layers ?? []
  const named = ({ diffId, chainId, directory }: LayerDirectory, position: number): PlacedLayer => ({
    diffId,
    command: commands[position] ?? '',
    digest: chainId,
    directory,
  })
  if (!container) return imageDirectories(image, diffIds)?.map(named) ?? null
  const found = containerDirectories(container, diffIds)
  if (!found) return null
  const own = (command: string, directory: string): PlacedLayer => ({
    diffId: null,
    command,
    digest: null,
    directory,
  })
  return [
    ...found.image.map(named),
    own('(mount points, made by the engine)', found.init),
    own(`(written by ${container.Name.replace(/^\//, '')})`, found.writable),
  ]
}

/** The instruction that made each layer of an image, base first. */
export async function layerCommands(
  connection: Connection,
  image: LayeredImage,
  object: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const steps = await readImageLayers(connection, image, object, signal)
  return steps.filter(({ diffId }) => diffId !== null).map(({ instruction }) => instruction)
}

/** Null when there is nothing of that name, also where it cannot be one. */
async function inspected<T>(
  connection: Connection,
  path: () => string,
  object: string,
  signal?: AbortSignal,
): Promise<T | null> {
  try {
    return await connection.request<T>({ method: 'GET', path: path(), object, signal })
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    if (code === 'not-found' || code === 'image-unknown' || code === 'invalid-input') return null
    throw thrown
  }
}
