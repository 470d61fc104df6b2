import { AppError } from '../../contract/errors'
import type { FilePreview } from '../../contract/layerFiles'
import type { LayersClient } from '../../layers/worker/layersClient'
import type { Handled } from './handles'
import type { LayerFiles, SavedEntry } from './readLayers'

interface Wanted {
  readonly layer: number
  readonly path: string
}

/**
 * A file or a directory as one layer has it.
 * @throws AppError `not-found` when the layer has no such path, `unsupported` for what is neither, and for comparisons
 */
export async function entryOf(
  client: LayersClient,
  { subject, object, files }: Handled,
  { layer, path }: Wanted,
  signal: AbortSignal,
): Promise<{ readonly entry: SavedEntry; readonly files: LayerFiles }> {
  if (!files) throw new AppError('unsupported/comparedFiles')
  const events = await client.ask(subject, 'history', { path }, { signal })
  const state = events.find((event) => event.layer === layer)?.after
  const name = path === '' ? object : path
  if (!state) throw new AppError('not-found/inLayer', { path: name, number: layer + 1 })
  const { kind, target } = state
  if (kind === 'symlink') throw new AppError('unsupported/symlink', { object: name, target: target ?? '' })
  if (kind !== 'file' && kind !== 'directory') throw new AppError(`unsupported/${kind}`, { object: name })
  return { entry: { ...state, kind, path }, files }
}

const previewBytes = 256 * 1024

/**
 * The beginning of a regular file.
 * @throws AppError as `entryOf`, and `unsupported` for a directory
 */
export async function previewOf(
  client: LayersClient,
  opened: Handled & { readonly closed: AbortSignal },
  wanted: Wanted,
): Promise<FilePreview> {
  const { entry, files } = await entryOf(client, opened, wanted, opened.closed)
  if (entry.kind === 'directory') {
    throw new AppError('unsupported/folder', { object: entry.path || opened.object })
  }
  const bytes = await files.beginning(wanted.layer, entry.path, previewBytes, opened.closed)
  // What a container writes to may be longer or shorter by now.
  const size = bytes.length < previewBytes ? bytes.length : Math.max(entry.size, bytes.length)
  const cut = size > bytes.length
  if (bytes.includes(0)) return { size, text: null, cut }
  // A character that was cut in two is left out.
  return { size, text: new TextDecoder().decode(bytes, { stream: cut }), cut }
}
