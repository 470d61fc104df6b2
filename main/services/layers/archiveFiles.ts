import { join } from 'node:path'
import { newTemporaryName } from '../../layers/archive/savedName'
import type { ArchivedLayer } from '../../layers/reader/archivedLayer'
import type { ReaderClient } from '../../layers/reader/readerClient'
import type { LayerFiles } from './readLayers'

interface Archived {
  /** Base first. */
  readonly layers: readonly ArchivedLayer[]
  /** A directory that exists, with room for a layer. */
  readonly scratch: string
  readonly reader: ReaderClient
}

/** Files of layers in an archive, which is read once more for each. */
export function createArchiveFiles({ layers, scratch, reader }: Archived): LayerFiles {
  return {
    async beginning(layer, path, most, signal) {
      const question = { layer: layers[layer]!, path, scratch, most }
      const { bytes } = await reader.run('readFile', question, { signal })
      return bytes
    },

    save({ path, layer }, directory, options) {
      const temporary = newTemporaryName()
      // What goes by only once is kept where there is room for what comes out of it.
      const question = { layer: layers[layer]!, path, scratch: directory, directory, temporary }
      return reader.run('saveFromArchive', question, { ...options, leftover: join(directory, temporary) })
    },
  }
}
