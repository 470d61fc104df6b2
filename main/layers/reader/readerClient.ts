import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createSemaphore } from '../../base/semaphore'
import { AppError } from '../../contract/errors'
import { ArchiveError, archiveError } from '../archive/archiveError'
import { errorOf } from '../worker/wire'
import { type Assignment, type FromReader, heartbeat, stopWord } from './messages'
import type { Task, TaskQuestion, TaskReport, TaskResult } from './tasks'

/** Runs each task in a thread of its own. */
export interface ReaderClient {
  /**
   * Settles once the thread has ended; it is stopped within two seconds of the signal.
   * @throws AppError as the task does; `archive-invalid` when it took too much memory or hung, `cancelled`, and `internal` when
   *   the thread died
   */
  run<T extends Task>(task: T, question: TaskQuestion<T>, options?: RunOptions<T>): Promise<TaskResult<T>>
}

export interface RunOptions<T extends Task> {
  readonly signal?: AbortSignal
  readonly onReport?: (report: TaskReport<T>) => void
  /** A path to be removed when the thread could not do so itself. */
  readonly leftover?: string
}

export interface ReaderOptions {
  /** The bundled thread: see `layersReaderScript`. */
  readonly script: string
  /** Megabytes of JavaScript objects in one thread; by default what the largest layer takes that is believed (`treeBytes`). */
  readonly heap?: number
  /** How long a thread may take to end by itself once it is told to, in milliseconds. */
  readonly stopTimeout?: number
  /** After how many heartbeats without a word a thread is ended: damaged data can keep an unpacker in a loop for ever. */
  readonly mostMissed?: number
}

/** @param root the application's root: the repository, or a packaged application's app.asar */
export function layersReaderScript(root: string): string {
  return join(root, 'out/main/layersReader.js')
}

/** Threads at a time; others wait for their turn, up to a number that no window reaches. */
const atOnce = 4
const mostWaiting = 100

export function createReaderClient({
  script,
  heap = 400,
  stopTimeout = 1500,
  mostMissed = 30,
}: ReaderOptions): ReaderClient {
  const places = createSemaphore(atOnce, mostWaiting)

  return {
    async run(task, question, { signal, onReport, leftover } = {}) {
      const object = objectOf(question)
      const done = await places.acquire(object, signal)
      try {
        const worker = new Worker(script, {
          workerData: { task, question } satisfies Assignment,
          resourceLimits: { maxOldGenerationSizeMb: heap },
        })
        return (await outcome(worker, {
          object,
          signal,
          onReport,
          leftover,
          stopTimeout,
          mostMissed,
        })) as TaskResult<typeof task>
      } finally {
        done()
      }
    },
  }
}

type Ending = Exclude<FromReader, { report: unknown } | { alive: true }>

interface Running {
  readonly object: string
  readonly signal?: AbortSignal
  readonly onReport?: (report: never) => void
  readonly leftover?: string
  readonly stopTimeout: number
  readonly mostMissed: number
}

/** What the thread says in the end, once it has ended. */
async function outcome(
  worker: Worker,
  { object, signal, onReport, leftover, stopTimeout, mostMissed }: Running,
): Promise<unknown> {
  let last: Ending | null = null
  let cause: unknown
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    worker.postMessage(stopWord)
    timer = setTimeout(() => void worker.terminate(), stopTimeout)
  }
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('error', (error) => {
    cause = error
  })
  // Counted, not timed: a machine that slept has missed one.
  let missed = 0
  const watch = setInterval(() => {
    if (++missed < mostMissed) return
    cause = new ArchiveError('limit/quietMilliseconds')
    void worker.terminate()
  }, heartbeat)
  worker.on('message', (message: FromReader) => {
    missed = 0
    if ('alive' in message) return
    if ('report' in message) {
      if (!signal?.aborted) onReport?.(message.report as never)
      return
    }
    last = message
    // All is said and tidied up; nothing that was forgotten keeps it alive.
    void worker.terminate()
  })
  if (signal?.aborted) stop()
  else signal?.addEventListener('abort', stop, { once: true })
  await ended
  clearInterval(watch)
  clearTimeout(timer)
  signal?.removeEventListener('abort', stop)
  const said = last as Ending | null
  if (said && 'done' in said) return said.done
  if (said) throw errorOf(said.failed)
  if (leftover) await rm(leftover, { recursive: true, force: true }).catch(() => {})
  throw death(cause, object, signal)
}

function death(cause: unknown, object: string, signal: AbortSignal | undefined): AppError {
  if (signal?.aborted) return new AppError('cancelled', { object })
  if (cause instanceof ArchiveError) return archiveError(cause, object)
  if ((cause as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new AppError('archive-invalid/memory', { object, problem: 'limit', limit: 'memory' })
  }
  return new AppError('internal/readerThread', { object }, { cause })
}

function objectOf(question: TaskQuestion<Task>): string {
  return 'object' in question ? question.object : question.layer.object
}
