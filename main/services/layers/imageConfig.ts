import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { chainIds } from '../../layers/overlay'
import { sha256Digits } from '../../shared/digest'

/** Where an engine of the same machine keeps its images, of `GET /info`. */
export interface ImageStore {
  /** `DockerRootDir`: the data-root; rootless engines name the same path as the host does. */
  readonly root: string
  /** `Driver`: the storage driver, for example `overlay2`. */
  readonly driver: string
}

/**
 * For each entry of the image's history, first one first, whether it made no layer.
 * Read from the image's own configuration in the engine's imagedb, where a file bears the digest of its content: so what is
 * read is this image's, even if the engine that was asked runs elsewhere and another one uses the same path here.
 * Source: OCI image specification, config.md, `history[].empty_layer`.
 * @returns null when it cannot be read, as with an engine of another machine or user or another kind of store
 */
export async function readEmptyLayers(store: ImageStore, imageId: string): Promise<boolean[] | null> {
  const hex = sha256Digits(imageId)
  if (!hex || !isAbsolute(store.root)) return null
  const content = await read(join(store.root, 'image', store.driver, 'imagedb', 'content', 'sha256', hex))
  if (!content || createHash('sha256').update(content).digest('hex') !== hex) return null
  const { history } = JSON.parse(content.toString()) as { history?: { empty_layer?: boolean }[] | null }
  return (history ?? []).map((entry) => entry.empty_layer === true)
}

/**
 * Bytes of the topmost of these layers, as the engine counted them when it unpacked it.
 * @param diffIds from the base to that layer: the store names a layer by all that lies below it
 *   (`ChainID` of the OCI image specification, config.md)
 * @returns null when it cannot be read
 */
export async function readLayerSize(store: ImageStore, diffIds: readonly string[]): Promise<number | null> {
  const hex = sha256Digits(chainIds(diffIds).at(-1) ?? '')
  if (!hex || !isAbsolute(store.root)) return null
  const content = await read(join(store.root, 'image', store.driver, 'layerdb', 'sha256', hex, 'size'))
  const size = Number.parseInt(content?.toString() ?? '', 10)
  return Number.isSafeInteger(size) ? size : null
}

async function read(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch {
    return null
  }
}
