import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import { type InspectedContainer, nameOfInspected } from '../../engine/api/containerAnswers'
import type { InspectedImage } from '../../engine/api/imageAnswers'
import {
  containerDirectories,
  imageDirectories,
  type LayerDirectory,
  stackOf,
  unnamedDirectories,
} from '../../layers/overlay'
import type { PlacedLayer as LayerPlace } from '../../layers/readPlaced'
import { readImageLayers } from './imageLayers'

/** What has layers: an image, or a container and the image that it stands on. */
export interface EngineLayered {
  /** Of an image that was removed under its container only the id is known. */
  readonly image: InspectedImage
  readonly imageGone: boolean
  readonly container: InspectedContainer | null
}

/** A layer with what made it. */
export interface NamedLayer {
  /** Null for the layers that a container has on top of its image. */
  readonly diffId: string | null
  /** The instruction, as a Dockerfile would say it; empty where the image says nothing of it. */
  readonly command: string
}

export type EngineLayer = NamedLayer & LayerPlace

/**
 * What the engine has under a name, or an id or the beginning of one. An image wins over a container.
 * @param kind leaves the others out
 * @param object by the name that the person knows: for errors
 * @throws AppError `not-found`
 */
export async function findLayered(
  engine: EngineApi,
  name: string,
  kind?: 'image' | 'container',
  signal?: AbortSignal,
  object = name,
): Promise<EngineLayered> {
  const asking = { object, signal }
  const inspectImage = (id: string) => unlessMissing(engine.images.inspect(id, asking))
  const image = kind === 'container' ? null : await inspectImage(name)
  if (image) return { image, imageGone: false, container: null }
  const container = kind === 'image' ? null : await unlessMissing(engine.containers.inspect(name, asking))
  if (!container) {
    throw new AppError(missing[kind ?? 'any'], { object })
  }
  const below = await inspectImage(container.Image)
  if (below) return { image: below, imageGone: false, container }
  // Its layers stay for as long as a container stands on them; what made them is not known any more.
  if (stackOf(container)) return { image: { Id: container.Image, Size: 0 }, imageGone: true, container }
  throw new AppError('not-found/below', { object })
}

const missing = {
  any: 'not-found/layered',
  image: 'not-found/layeredImage',
  container: 'not-found/layeredContainer',
} as const

/**
 * Where the layers lie, base first: those of the image, and of a container what the engine put on them and what it has
 * written. Only the image's have a digest, while the image is there; the others may change at any time.
 * @param written where what the container has written lies, if not where the engine says
 * @returns null when the engine keeps them in another way
 */
export function placeLayers(
  { image, imageGone, container }: EngineLayered,
  commands: readonly string[],
  written?: string,
): EngineLayer[] | null {
  const diffIds = image.RootFS?.Layers ?? []
  const named = ({ diffId, chainId, directory }: LayerDirectory, position: number): EngineLayer => ({
    diffId,
    command: commands[position] ?? '',
    digest: chainId,
    directory,
  })
  if (!container) return imageDirectories(image, diffIds)?.map(named) ?? null
  const own = (command: string, directory: string): EngineLayer => ({
    diffId: null,
    command,
    digest: null,
    directory,
  })
  const places = imageGone ? unnamedDirectories(container) : containerDirectories(container, diffIds)
  if (!places) return null
  return [
    ...places.image.map((layer, at) => (typeof layer === 'string' ? own('', layer) : named(layer, at))),
    own('(mount points, made by the engine)', places.init),
    own(`(written by ${nameOfInspected(container)})`, written ?? places.writable),
  ]
}

/** The instruction that made each layer of an image, base first. */
export async function layerCommands(
  engine: EngineApi,
  image: InspectedImage,
  object: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const steps = await readImageLayers(engine, image, object, signal)
  return steps.filter(({ diffId }) => diffId !== null).map(({ instruction }) => instruction)
}

/** Null when there is nothing of that name, also where it cannot be one. */
async function unlessMissing<T>(inspecting: Promise<T>): Promise<T | null> {
  try {
    return await inspecting
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    if (code === 'not-found' || code === 'image-unknown' || code === 'invalid-input') return null
    throw thrown
  }
}
