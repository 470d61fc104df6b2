import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { AppError } from '../contract/errors'
import { type Layerwalk, startLayerwalk, type WalkedEngine } from './layerwalk'

/**
 * Gives a directory or a file of an engine's another place, and writes both names down to the disk. Moves all of it or nothing,
 * and copies nothing.
 * @param object what it belongs to, by the name that the person knows
 * @throws AppError `conflict/occupied` where something is there already, `unsupported/apart` for another file system,
 *   `not-found`, `denied`, `engine-unreachable`
 */
export async function moveLayer(
  engine: WalkedEngine,
  from: string,
  to: string,
  object: string,
): Promise<void> {
  await startLayerwalk(engine, ['move', from, to], object).end
}

/**
 * Copies a directory of an engine's with all that belongs to it; bytes are shared with the original where the file system can.
 * Under its new name it is there whole, or not at all.
 * @throws AppError as `moveLayer`, `disk-full`, and `cancelled` once the signal aborts; what is half copied is left then
 */
export async function copyLayer(
  engine: WalkedEngine,
  from: string,
  to: string,
  object: string,
  watched: Watched = {},
): Promise<void> {
  await untilStopped(startLayerwalk(engine, ['copy', from, to], object), watched)
}

/** How far a copy is. */
export interface CopiedSoFar {
  /** Files, directories and whatever else has a name. */
  readonly entries: number
  readonly bytes: number
}

/** Who waits for a copy. */
export interface Watched {
  /** Gives it up. */
  readonly signal?: AbortSignal
  /** Told at most ten times a second, and not at all of what is done sooner. */
  readonly tell?: (copied: CopiedSoFar) => void
}

/** A directory, and where its copy goes. */
export interface LayerCopy {
  readonly from: string
  readonly to: string
}

/** Where a copy lies until it is whole: native/layerwalk/copying.cpp. */
export const halfOf = ({ to }: LayerCopy) => `${to}.half`

/**
 * Copies as `copyLayer`, one after the other, while all processes of a container stand still (SIGSTOP) until the last is read. They
 * go on however this program ends; only where slipway-layerwalk itself is killed they stand until `thawLayer`.
 * @param container `process` is the id of one of its processes, `list` a file for the names of those that are stopped
 * @throws AppError as `copyLayer`, and `not-found` where the container has ended
 */
export async function copyStillLayers(
  engine: WalkedEngine,
  container: { readonly process: number; readonly list: string },
  copies: readonly LayerCopy[],
  object: string,
  watched: Watched = {},
): Promise<void> {
  const words = ['copy', '--still', String(container.process), container.list]
  for (const { from, to } of copies) words.push(from, to)
  await untilStopped(startLayerwalk(engine, words, object), watched)
}

async function untilStopped(process: Layerwalk, { signal, tell }: Watched): Promise<void> {
  let half = ''
  process.output.setEncoding('latin1').on('data', (text: string) => {
    const lines = (half + text).split('\n')
    half = lines.pop()!
    const [entries, bytes] = lines.at(-1)?.split(' ').map(Number) ?? []
    if (entries !== undefined && bytes !== undefined) tell?.({ entries, bytes })
  })
  const stop = () => process.stop(new AppError('cancelled'))
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await process.end
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/** Lets those processes go on that a copy has stopped and left. */
export async function thawLayer(engine: WalkedEngine, list: string, object: string): Promise<void> {
  await startLayerwalk(engine, ['thaw', list], object).end
}

/**
 * Removes whole directories of an engine's, whoever owns what lies in them. One that is not there is removed already.
 * @throws AppError `denied`, `engine-unreachable`, `engine-failed`
 */
export async function eraseLayers(
  engine: WalkedEngine,
  directories: readonly string[],
  object: string,
): Promise<void> {
  if (directories.length > 0) await startLayerwalk(engine, ['erase', ...directories], object).end
}

/**
 * Waits until no other process holds the file, then holds it until it is let go of, or this process ends, however that does.
 * @param program slipway-layerwalk, for Node has no lock that the kernel takes back
 * @returns lets go of it
 */
export function holdFile(program: string, file: string): Promise<() => void> {
  const holder: ChildProcessByStdio<Writable, Readable, null> = spawn(program, ['hold', file], {
    env: { LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  holder.stdin.on('error', () => {})
  return new Promise((resolve, reject) => {
    const failed = (cause?: Error) =>
      reject(new AppError('internal/layerwalk', { program, reason: cause?.message ?? file }, { cause }))
    holder.once('error', failed).once('close', () => failed())
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()))
  })
}
