import { join } from 'node:path'
import { newTemporaryName } from '../../layers/archive/savedName'
import type { WalkedEngine } from '../../layers/layerwalk'
import { bytesOf } from '../../layers/pathText'
import type { ReaderClient } from '../../layers/reader/readerClient'
import { readLayerFile } from '../../layers/walk'
import type { LayerFiles } from './readLayers'

interface Disk {
  readonly engine: WalkedEngine
  /** Of the layers, base first; absolute. */
  readonly directories: readonly string[]
  /** By the name that the person knows: for errors. */
  readonly object: string
  readonly reader: ReaderClient
}

/** Files of layers where they lie. */
export function createDiskFiles({ engine, directories, object, reader }: Disk): LayerFiles {
  return {
    async beginning(layer, path, most, signal) {
      const content = readLayerFile({
        engine,
        directory: directories[layer]!,
        path: bytesOf(path),
        object,
        signal,
      })
      const chunks: Uint8Array[] = []
      let bytes = 0
      for await (const chunk of content) {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes >= most) break
      }
      return Buffer.concat(chunks).subarray(0, most)
    },

    save({ path, kind, mode, mtime, layer }, directory, options) {
      const temporary = newTemporaryName()
      const question = {
        engine,
        layer: directories[layer]!,
        path,
        kind,
        mode,
        mtime,
        object,
        directory,
        temporary,
      }
      return reader.run('saveFromDisk', question, { ...options, leftover: join(directory, temporary) })
    },
  }
}
