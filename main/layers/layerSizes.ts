import { text } from 'node:stream/consumers'
import { createDeadline } from '../base/deadline'
import { AppError } from '../contract/errors'
import { startLayerwalk, type WalkedEngine } from './layerwalk'

interface Measuring {
  readonly engine: WalkedEngine
  /** Of layers; absolute. */
  readonly directories: readonly string[]
  /** What they belong to, by the name that the person knows: for errors. */
  readonly object: string
  readonly signal?: AbortSignal
  /** Milliseconds until all is measured. Default: 300,000. */
  readonly timeout?: number
}

/** So that all paths of one call stay far below what the system lets a program's arguments take (2 MB). */
const atOnce = 2000
const defaultTimeout = 300_000

/**
 * Bytes of the regular files of each layer, in the same order, each file once however many names it has; holes count as the
 * bytes that they read as. Null for a layer that is not there.
 * @throws AppError as `walkLayers`, but for `not-found`
 */
export async function measureLayers(measuring: Measuring): Promise<(number | null)[]> {
  const { engine, directories, object, signal, timeout = defaultTimeout } = measuring
  const deadline = createDeadline(timeout, object, signal)
  const sizes: (number | null)[] = []
  try {
    for (let start = 0; start < directories.length; start += atOnce) {
      deadline.signal.throwIfAborted()
      const some = directories.slice(start, start + atOnce)
      const process = startLayerwalk(engine, ['size', ...some], object)
      const stop = () => process.stop(deadline.reason!)
      deadline.signal.addEventListener('abort', stop, { once: true })
      const [said] = await Promise.all([text(process.output), process.end])
      deadline.signal.removeEventListener('abort', stop)
      sizes.push(...parse(said))
    }
  } finally {
    deadline.end()
  }
  if (sizes.length === directories.length) return sizes
  throw new AppError('internal/incomplete', { object })
}

/** A line for each layer: its bytes, or `-`. */
function parse(said: string): (number | null)[] {
  const lines = said.split('\n').slice(0, -1)
  return lines.map((line) => (line === '-' ? null : Number(line)))
}
