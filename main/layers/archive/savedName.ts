import { randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors'
import { bytesOf, textOf } from '../pathText'

/** What is being saved is called so until it is whole. */
export const newTemporaryName = (): string => `.slipway-${randomUUID()}.part`

/** The root of a layer has no name. */
export const nameOfRoot = Buffer.from('layer')

/**
 * What a path of a layer is called once it is saved; raw.
 * @param path as `textOf` writes it, from the layer's root; empty for the root
 */
export function savedName(path: string): Uint8Array {
  return path === '' ? nameOfRoot : bytesOf(path.slice(path.lastIndexOf('/') + 1))
}

/** Nothing is ever saved over what is there. */
export function nameTaken(name: Uint8Array, directory: string): AppError {
  const object = textOf(name)
  return new AppError('conflict/directory', { object, directory })
}
