import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Deferred, deferred } from '../../base/deferred'
import { AppError } from '../../contract/errors'
import type { ExplorerAnswer, ExplorerMethod, ExplorerQuestion, FromWorker, ToWorker } from './protocol'
import type { GivenLayer, Subject } from './subject'
import { buffersIn, errorOf } from './wire'

/**
 * Questions about layers, answered by a thread of their own. It starts with the first question, and anew
 * after it died.
 */
export interface LayersClient {
  /**
   * Rejects with AppErrors: those of reading the layers, `not-found` for a path that is in no layer,
   * `cancelled`, `unsupported` when too many wait already, and `internal` when the thread died; asking again
   * starts another one.
   */
  ask<M extends ExplorerMethod>(
    subject: Subject,
    method: M,
    question: ExplorerQuestion<M>,
    options?: AskOptions,
  ): Promise<ExplorerAnswer<M>>
  /**
   * Gives layers that were read elsewhere, for a subject `given`. Their bytes go to the thread, and cannot be
   * used here any more. They are gone when the thread dies: then the subject is `not-found`.
   */
  put(key: string, layers: readonly GivenLayer[]): void
  drop(key: string): void
  /** Ends the thread once it has kept what it read. */
  close(): Promise<void>
}

export interface AskOptions {
  readonly signal?: AbortSignal
  /** Told how many paths were compared, of how many at most, where the answer takes longer than that of a small image. */
  readonly onCompared?: (paths: number, total: number) => void
}

export interface ClientOptions {
  /** The bundled worker: see `layersWorkerScript`. */
  readonly script: string
  /** Bytes for all that is open; 250 million by default. */
  readonly limit?: number
  /** Megabytes of JavaScript objects, which the layers themselves do not count towards; 256 by default. */
  readonly heap?: number
}

/** @param root the application's root: the repository, or a packaged application's app.asar */
export function layersWorkerScript(root: string): string {
  return join(root, 'out/main/layersWorker.js')
}

interface Waiting extends Pick<AskOptions, 'onCompared'> {
  readonly answer: Deferred<unknown>
  readonly by: Worker
}

/** Questions that wait at a time; no window asks so many. */
const mostWaiting = 500
/** Bytes of a subject with which the thread ends that held it: what is nobody's any more, an idle thread never gives back. */
const large = 20e6
/** How long the thread may take to keep what it read when it is closed, in milliseconds. */
const closeTimeout = 2000

export function createLayersClient({ script, limit = 250e6, heap = 256 }: ClientOptions): LayersClient {
  const waiting = new Map<number, Waiting>()
  /** Bytes of what cannot be read again, by key: as long as there is any the thread lives. */
  const held = new Map<string, number>()
  const ending = new Set<Promise<void>>()
  let worker: Worker | null = null
  let nextId = 0
  let closing: Promise<void> | null = null

  function running(): Worker {
    if (worker) return worker
    const started = new Worker(script, {
      workerData: { limit },
      resourceLimits: { maxOldGenerationSizeMb: heap },
    })
    started.on('message', (message: FromWorker) => {
      if ('compared' in message) {
        waiting.get(message.compared)?.onCompared?.(message.paths, message.total)
        return
      }
      const answer = take('answered' in message ? message.answered : message.failed)
      if (!answer) return
      if ('answered' in message) answer.resolve(message.value)
      else answer.reject(errorOf(message.error))
    })
    const end = (cause?: unknown) => {
      if (worker === started) {
        worker = null
        held.clear()
      }
      const died = new AppError('internal/layersThread', {}, { cause })
      for (const [id, { by }] of waiting) if (by === started) take(id)?.reject(died)
    }
    started.on('error', end)
    started.on('exit', () => end())
    // It keeps the program alive only while an answer is awaited.
    started.unref()
    worker = started
    return started
  }

  function take(id: number): Deferred<unknown> | undefined {
    const question = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker?.unref()
    return question?.answer
  }

  return {
    async ask(subject, method, question, { signal, onCompared } = {}) {
      if (closing || signal?.aborted) throw cancelled()
      if (waiting.size >= mostWaiting) throw new AppError('unsupported/layersAsked')
      if (subject.kind === 'disk' && subject.layers.some(({ digest }) => digest === null))
        held.set(subject.key, 0)
      const id = nextId++
      const answer = deferred<unknown>()
      const by = running()
      const stop = () => {
        by.postMessage({ cancel: id } satisfies ToWorker)
        take(id)?.reject(cancelled())
      }
      waiting.set(id, { answer, by, onCompared })
      signal?.addEventListener('abort', stop, { once: true })
      try {
        by.ref()
        by.postMessage({ ask: id, subject, method, question } satisfies ToWorker)
        return (await answer.promise) as ExplorerAnswer<typeof method>
      } finally {
        take(id)
        signal?.removeEventListener('abort', stop)
      }
    },

    put(key, layers) {
      if (closing) return
      held.set(
        key,
        layers.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
      )
      const message: ToWorker = { put: key, layers }
      running().postMessage(message, buffersIn(layers.map(({ bytes }) => bytes)))
    },

    drop(key) {
      worker?.postMessage({ drop: key } satisfies ToWorker)
      const bytes = held.get(key) ?? 0
      held.delete(key)
      if (bytes >= large && held.size === 0 && waiting.size === 0) retire()
    },

    close() {
      retire()
      closing ??= Promise.all(ending).then(() => {})
      return closing
    },
  }

  /** Whoever asks next starts another one. */
  function retire() {
    if (!worker) return
    const ended = end(worker).finally(() => ending.delete(ended))
    ending.add(ended)
    worker = null
  }

  async function end(last: Worker) {
    last.ref()
    const ended = new Promise<void>((resolve) => last.once('exit', () => resolve()))
    last.postMessage({ close: true } satisfies ToWorker)
    const timer = setTimeout(() => void last.terminate(), closeTimeout)
    await ended
    clearTimeout(timer)
  }
}

const cancelled = () => new AppError('cancelled')
