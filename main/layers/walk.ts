import { createDeadline } from '../base/deadline'
import { AppError } from '../contract/errors'
import { IndexError } from './indexError'
import { headerBytes } from './indexLayout'
import { indexLength, readIndex } from './indexReader'
import type { LayerIndex } from './layerIndex'
import { startLayerwalk, type WalkedEngine } from './layerwalk'

interface Walk {
  readonly engine: WalkedEngine
  /** Of layers; absolute. */
  readonly directories: readonly string[]
  /** What they belong to, by the name that the person knows: for errors. */
  readonly object: string
  readonly signal?: AbortSignal
  /** Milliseconds until all is read. Default: 60,000. */
  readonly timeout?: number
}

/** A layer of 500,000 entries takes some 40 MB. */
const mostBytes = 2 ** 31
const defaultTimeout = 60_000

/**
 * Reads all entries of these layers from disk, in the same order. A layer to which a container is just writing is read as well
 * as that can be done: what vanishes meanwhile is left out.
 * @throws AppError `engine-unreachable`, `not-found`, `denied`, `unsupported` (too many entries), `timeout`, `cancelled`
 */
export async function walkLayers(walk: Walk): Promise<LayerIndex[]> {
  const { engine, directories, object, signal, timeout = defaultTimeout } = walk
  if (directories.length === 0) return []
  const deadline = createDeadline(timeout, object, signal)
  try {
    deadline.signal.throwIfAborted()
    const process = startLayerwalk(engine, ['index', ...directories], object)
    deadline.signal.addEventListener('abort', () => process.stop(deadline.reason!), { once: true })
    const reading = readIndexes(process.output).catch((error) => {
      process.stop(AppError.from(error))
      return []
    })
    const [indexes] = await Promise.all([reading, process.end])
    if (indexes.length === directories.length) return indexes
    throw new AppError('internal/incomplete', { object })
  } finally {
    deadline.end()
  }
}

/** Indexes that follow each other; each says in its header how long it is. */
async function readIndexes(stream: AsyncIterable<Uint8Array>): Promise<LayerIndex[]> {
  const indexes: LayerIndex[] = []
  let header = new Uint8Array()
  let bytes: Uint8Array | null = null
  let filled = 0
  for await (let chunk of stream) {
    while (chunk.length > 0) {
      if (!bytes) {
        const missing = headerBytes - header.length
        header = Buffer.concat([header, chunk.subarray(0, missing)])
        chunk = chunk.subarray(missing)
        if (header.length < headerBytes) break
        bytes = new Uint8Array(lengthOf(header))
        bytes.set(header)
        filled = headerBytes
      }
      const part = chunk.subarray(0, bytes.length - filled)
      bytes.set(part, filled)
      filled += part.length
      chunk = chunk.subarray(part.length)
      if (filled < bytes.length) break
      indexes.push(readIndex(bytes))
      bytes = null
      header = new Uint8Array()
    }
  }
  return indexes
}

function lengthOf(header: Uint8Array): number {
  const length = indexLength(header)
  if (length > mostBytes) throw new IndexError(`It has ${length} bytes`)
  return length
}

interface Content {
  readonly engine: WalkedEngine
  /** Of the layer; absolute. */
  readonly directory: string
  /** Raw, from the layer's root. */
  readonly path: Uint8Array
  readonly object: string
  readonly signal?: AbortSignal
}

/**
 * The bytes of one regular file of a layer. Links are followed within the layer and never out of it.
 * @throws AppError while it is read: `not-found`, `denied`, `unsupported` (it is no regular file), `cancelled`
 */
export async function* readLayerFile(content: Content): AsyncGenerator<Uint8Array, void> {
  yield* contentOf('read', content)
}

/**
 * One directory of a layer, with all that this very layer has in it, as a tar archive (pax). Its root bears the directory's
 * name, but for the layer's own root, which is left out.
 * @returns how many devices, fifos, sockets and whiteouts were left out
 * @throws AppError as for a file
 */
export async function* readLayerDirectory(content: Content): AsyncGenerator<Uint8Array, number> {
  const said = yield* contentOf('tar', content)
  return Number(/left out: (\d+)/.exec(said)?.[1] ?? 0)
}

async function* contentOf(
  command: 'read' | 'tar',
  { engine, directory, path, object, signal }: Content,
): AsyncGenerator<Uint8Array, string> {
  const cancelled = new AppError('cancelled', { object })
  if (signal?.aborted) throw cancelled
  // Through its standard input, for arguments can only be text here.
  const process = startLayerwalk(engine, [command, directory], object, path)
  const stop = () => process.stop(cancelled)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    yield* process.output as AsyncIterable<Uint8Array>
    return await process.end
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}
