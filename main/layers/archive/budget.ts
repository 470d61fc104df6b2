import { AppError } from '../../contract/errors'
import { ArchiveError } from './archiveError'
import { defaultLimits, type Limits } from './limits'

/**
 * How far one operation has come with its source, in packed bytes. `total` is null while it is not known, and for a stream a
 * guess, which `bytes` may pass; in the last report, both are what was read.
 */
export interface Progress {
  readonly bytes: number
  readonly total: number | null
}

/** How much has been written. */
export interface Written {
  readonly files: number
  /** Of the files; one with several names counts once. */
  readonly bytes: number
}

export interface ArchiveReadOptions {
  /** Ends it within a moment, with `cancelled`. */
  readonly signal?: AbortSignal
  /** Called ten times a second at most, and at the end. */
  readonly onProgress?: (progress: Progress) => void
  /** The same for what is saved. */
  readonly onWritten?: (written: Written) => void
  readonly limits?: Partial<Limits>
}

/** What one operation may still spend; shared by all its stages. */
export interface Budget {
  readonly limits: Limits
  readonly signal: AbortSignal | undefined
  /**
   * Called for each piece that is worked on. Lets the thread's other work happen now and then, as decompression is
   * synchronous and would not let a cancellation in.
   * @param bytes that this stage unpacked
   * @throws AppError `cancelled`, `timeout`
   */
  step(bytes: number): Promise<void>
  /** Bytes that came from the source. */
  read(bytes: number): void
  /** All that was written so far. */
  written(all: Written): void
  /** All that was wanted was read. */
  done(): void
  /** @throws for a document too large, or too many of them */
  document(bytes: number): void
}

/** Milliseconds of work until other work gets its turn, and between two reports. */
const turn = 30
const reportEvery = 100

/** @param total packed bytes that there are to read, if known */
export function createBudget(
  options: ArchiveReadOptions,
  object: string,
  total: number | null = null,
): Budget {
  const limits = { ...defaultLimits, ...options.limits }
  const begin = performance.now()
  let lastTurn = begin
  const due = [0, 0]
  let unpacked = 0
  let read = 0
  let documents = 0

  function isDue(report: 0 | 1): boolean {
    const now = performance.now()
    if (now < due[report]!) return false
    due[report] = now + reportEvery
    return true
  }

  return {
    limits,
    signal: options.signal,

    async step(bytes) {
      unpacked += bytes
      if (unpacked > limits.unpackedBytes) throw new ArchiveError('limit/unpackedBytes')
      const now = performance.now()
      if (now - lastTurn > turn) {
        await new Promise(setImmediate)
        lastTurn = performance.now()
      }
      if (options.signal?.aborted) throw new AppError('cancelled', { object })
      if (now - begin > limits.milliseconds) {
        const seconds = limits.milliseconds / 1000
        throw new AppError('timeout/reading', { object, seconds })
      }
    },

    read(bytes) {
      read += bytes
      if (options.onProgress && isDue(0)) options.onProgress({ bytes: read, total })
    },

    written(all) {
      if (options.onWritten && isDue(1)) options.onWritten(all)
    },

    done() {
      options.onProgress?.({ bytes: read, total: read })
    },

    document(bytes) {
      if (bytes > limits.documentBytes) throw new ArchiveError('limit/documentBytes')
      documents += bytes
      if (documents > limits.allDocumentBytes) throw new ArchiveError('limit/allDocumentBytes')
    },
  }
}
