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
  /** Bytes that came of it: they go on where much is packed into little. */
  readonly unpacked: number
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
  /** Called ten times a second at most while there is work to do, and at the end. */
  readonly onProgress?: (progress: Progress) => void
  /** The same for what is saved. */
  readonly onWritten?: (written: Written) => void
  readonly limits?: Partial<Limits>
}

/** What was spent on an archive since it was opened, in bytes; shared by all operations. */
export interface Spending {
  read: number
  /** Came out of what was packed. */
  unpacked: number
  /** Went through all stages. */
  all: number
  /** Of its documents. */
  values: number
}

export const newSpending = (): Spending => ({ read: 0, unpacked: 0, all: 0, values: 0 })

/** What one operation may still spend; shared by all its stages. */
export interface Budget {
  readonly limits: Limits
  readonly signal: AbortSignal | undefined
  /**
   * Called for each piece that is worked on. Lets the thread's other work happen now and then, as decompression is
   * synchronous and would not let a cancellation in.
   * @param bytes that went through this stage
   * @throws AppError `cancelled`, `timeout`; ArchiveError
   */
  step(bytes: number): Promise<void>
  /** Bytes that came out of what was packed. @throws ArchiveError for a bomb, be it made of many small ones */
  unpacked(bytes: number): void
  /** Bytes that came from the source. */
  read(bytes: number): void
  /** All that was written so far. */
  written(all: Written): void
  /** All that was wanted was read. */
  done(): void
  /** @throws for a document too large, or too many of them */
  document(bytes: number): void
  /** @throws for a document of too many values, or too many of all of them */
  values(count: number): void
}

/** Milliseconds of work until other work gets its turn, and between two reports. */
const turn = 30
const reportEvery = 100

/**
 * @param total packed bytes that there are to read, if known
 * @param spending of the archive that this is one operation with
 */
export function createBudget(
  options: ArchiveReadOptions,
  object: string,
  total: number | null = null,
  spending: Spending = newSpending(),
): Budget {
  const limits = { ...defaultLimits, ...options.limits }
  const begin = performance.now()
  let lastTurn = begin
  let lastMove = begin
  const due = [0, 0]
  let unpacked = 0
  let read = 0
  let documents = 0

  function isDue(report: 0 | 1, now: number): boolean {
    if (now < due[report]!) return false
    due[report] = now + reportEvery
    return true
  }

  function report(now: number) {
    if (options.onProgress && isDue(0, now)) options.onProgress({ bytes: read, total, unpacked })
  }

  return {
    limits,
    signal: options.signal,

    async step(bytes) {
      spending.all += bytes
      if (spending.all > limits.unpackedBytes) throw new ArchiveError('limit/unpackedBytes')
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

    unpacked(bytes) {
      unpacked += bytes
      spending.unpacked += bytes
      if (spending.unpacked > limits.ratioFrom && spending.unpacked > spending.read * limits.ratio) {
        throw new ArchiveError('limit/ratio')
      }
      const now = performance.now()
      if (now - lastMove > limits.quietMilliseconds) throw new ArchiveError('limit/quietMilliseconds')
      report(now)
    },

    read(bytes) {
      read += bytes
      spending.read += bytes
      lastMove = performance.now()
      report(lastMove)
    },

    written(all) {
      lastMove = performance.now()
      if (options.onWritten && isDue(1, lastMove)) options.onWritten(all)
    },

    done() {
      options.onProgress?.({ bytes: read, total: read, unpacked })
    },

    document(bytes) {
      if (bytes > limits.documentBytes) throw new ArchiveError('limit/documentBytes')
      documents += bytes
      if (documents > limits.allDocumentBytes) throw new ArchiveError('limit/allDocumentBytes')
    },

    values(count) {
      if (count > limits.documentValues) throw new ArchiveError('limit/documentValues')
      spending.values += count
      if (spending.values > limits.allDocumentValues) throw new ArchiveError('limit/allDocumentValues')
    },
  }
}
