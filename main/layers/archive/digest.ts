import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { type Deferred, deferred } from '../../base/deferred'
import { sha256Digest } from '../../shared/digest'

/** A digest that is worked out beside the reading of what it is of. */
export interface Digest {
  /** Copies what it is given; waits where the other thread is behind. */
  update(chunk: Uint8Array): Promise<void> | undefined
  /** @returns `sha256:` and the digest of all that was given */
  finish(): Promise<string>
  /** Nobody wants it any more; also after `finish`. */
  drop(): void
}

/** Bytes that go to the other thread at once, and how many such pieces there are: what fits into them is hashed here. */
const pieceBytes = 512 * 1024
const mostPieces = 6

interface Asked {
  readonly id: number
  /** Null at the end, and for what was dropped. */
  readonly piece: ArrayBuffer | null
  readonly length: number
}
/** A piece that is free again, or in the end the digest. */
type Answer =
  | { readonly id: number; readonly free: ArrayBuffer }
  | { readonly id: number; readonly digest: string }

/** What runs in the other thread: text, for there it needs no file of its own, whoever bundles this one. */
const thread = `
const { createHash } = require('node:crypto')
const { parentPort } = require('node:worker_threads')
const hashes = new Map()
parentPort.on('message', ({ id, piece, length }) => {
  const hash = hashes.get(id) ?? createHash('sha256')
  hashes.set(id, hash)
  if (piece) {
    hash.update(new Uint8Array(piece, 0, length))
    parentPort.postMessage({ id, free: piece }, [piece])
  } else {
    hashes.delete(id)
    parentPort.postMessage({ id, digest: hash.digest('hex') })
  }
})`

interface Listener {
  answered(answer: Answer): void
  failed(cause: unknown): void
}

let worker: Worker | null = null
let lastId = 0
/** Pieces that nobody uses now, for the next digest: most layers are small, and there may be thousands. */
const spare: ArrayBuffer[] = []
const listeners = new Map<number, Listener>()

/** One for all digests of this thread; it keeps nothing alive. */
function running(): Worker {
  if (worker) return worker
  const started = new Worker(thread, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } })
  started.on('message', (answer: Answer) => listeners.get(answer.id)?.answered(answer))
  const end = (cause: unknown) => {
    if (worker === started) worker = null
    for (const listener of listeners.values()) listener.failed(cause)
    listeners.clear()
  }
  started.on('error', end)
  started.on('exit', () => end(new Error('The thread for digests ended')))
  started.unref()
  worker = started
  return started
}

/** What is short is hashed at its end; from a few pieces on another thread does it. */
export function createDigest(): Digest {
  const id = ++lastId
  const free: ArrayBuffer[] = []
  /** Full pieces, as long as it may all come to few. */
  let held: ArrayBuffer[] | null = []
  let made = 0
  let piece: ArrayBuffer | null = null
  let filled = 0
  let room: Deferred<void> | null = null
  let failure: unknown
  const digest = deferred<string>()
  digest.promise.catch(() => {})

  const send = (asked: Omit<Asked, 'id'>) =>
    running().postMessage({ id, ...asked } satisfies Asked, asked.piece ? [asked.piece] : [])

  function listen() {
    running().ref()
    listeners.set(id, {
      answered(answer) {
        if ('digest' in answer) return digest.resolve(answer.digest)
        free.push(answer.free)
        room?.resolve()
      },
      failed(cause) {
        failure = cause
        digest.reject(cause)
        room?.reject(cause)
      },
    })
  }
  function passOn(full: ArrayBuffer) {
    if (held && held.length < mostPieces - 1) {
      held.push(full)
      return
    }
    if (held) {
      listen()
      for (const each of held) send({ piece: each, length: pieceBytes })
      held = null
    }
    send({ piece: full, length: pieceBytes })
  }
  function nextPiece(): ArrayBuffer | null {
    if (made === mostPieces) return free.pop() ?? null
    made++
    return spare.pop() ?? new ArrayBuffer(pieceBytes)
  }

  function fill(chunk: Uint8Array, from: number): number {
    piece ??= nextPiece()
    if (!piece) return from
    const length = Math.min(pieceBytes - filled, chunk.length - from)
    new Uint8Array(piece, filled, length).set(chunk.subarray(from, from + length))
    filled += length
    if (filled === pieceBytes) {
      passOn(piece)
      piece = null
      filled = 0
    }
    return from + length
  }
  async function fillOn(chunk: Uint8Array, from: number): Promise<void> {
    for (let at = from; at < chunk.length; ) {
      const next = fill(chunk, at)
      if (failure) throw failure
      if (next === at) {
        room = deferred<void>()
        await room.promise
        room = null
      }
      at = next
    }
  }

  function end() {
    const own = [...free.splice(0), ...(held ?? []), ...(held && piece ? [piece] : [])]
    spare.push(...own.slice(0, mostPieces - spare.length))
    held = []
    piece = null
    listeners.delete(id)
    if (listeners.size === 0) worker?.unref()
  }

  return {
    update(chunk) {
      let at = 0
      while (at < chunk.length) {
        const next = fill(chunk, at)
        if (next === at) return fillOn(chunk, at)
        at = next
      }
    },

    async finish() {
      try {
        if (!held) {
          if (piece) send({ piece, length: filled })
          send({ piece: null, length: 0 })
          return sha256Digest(await digest.promise)
        }
        const hash = createHash('sha256')
        for (const each of held) hash.update(new Uint8Array(each))
        if (piece) hash.update(new Uint8Array(piece, 0, filled))
        return sha256Digest(hash.digest('hex'))
      } finally {
        end()
      }
    },

    drop() {
      if (listeners.has(id)) send({ piece: null, length: 0 })
      end()
    },
  }
}
