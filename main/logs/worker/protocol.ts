import type { ErrorData } from '../../contract/errors'
import type { FoundLines, LineRange, LogFilter, OpenLine } from '../../contract/logs'

/** Where the log of one container is read. */
export type SourcePlace =
  /** The file that the engine writes it to, of the driver json-file; those put aside lie beside it. */
  | { readonly from: 'file'; readonly path: string }
  /** What the engine says is handed over. @see ToLogs.feed */
  | { readonly from: 'engine'; readonly terminal: boolean; readonly back: number }
  /** It is not there. */
  | { readonly from: 'nowhere' }

export interface LogState {
  readonly sources: readonly {
    readonly backTo: number | null
    readonly older: boolean
    readonly ended: boolean
    readonly problem: 'unreadable' | 'gone' | null
  }[]
  readonly lines: LineRange
  readonly complete: boolean
  readonly cuts: number
  readonly lost: number
  readonly gaps: number
}

/** What is asked of one that is open. */
export interface Questions {
  lines: { of: 'all' | 'found'; from: number; count: number }
  marks: { texts: readonly string[] }
  /** Lines as text for a file, from a number on. */
  text: { of: 'all' | 'found'; from: number; timestamps: boolean; names: readonly string[] }
}
export interface Answers {
  lines: readonly OpenLine[]
  marks: readonly (readonly number[])[] | null
  /** `next` is null at the end. */
  text: { readonly text: string; readonly next: number | null }
}
export type Question = keyof Questions

/** To the thread. `log`: which of those that are open. */
export type ToLogs =
  | { readonly open: number; readonly places: readonly SourcePlace[] }
  | { readonly close: number }
  /** Bytes of the engine's answer to `logs` with timestamps; null at its end. */
  | { readonly feed: number; readonly source: number; readonly bytes: Uint8Array | null }
  | { readonly search: number; readonly filter: LogFilter | null }
  | {
      readonly ask: number
      readonly log: number
      readonly question: Question
      readonly about: Questions[Question]
    }

/** From the thread. */
export type FromLogs =
  | { readonly state: LogState; readonly log: number }
  | { readonly found: FoundLines; readonly log: number }
  /** What was handed over is taken: more may come. */
  | { readonly fed: number; readonly log: number }
  | { readonly answered: number; readonly value: unknown }
  | { readonly failed: number; readonly error: ErrorData }

/** To the thread that searches. */
export type ToSearch =
  | { readonly filter: LogFilter }
  | {
      readonly page: number
      readonly fd: number
      readonly offset: number
      readonly bytes: number
      readonly from: number
    }
  | { readonly marks: number; readonly texts: readonly string[] }

/** From it: places in the page; for each text where the expression stands in it. */
export type FromSearch =
  | { readonly page: number; readonly places: readonly number[] }
  | { readonly marked: number; readonly marks: readonly (readonly number[])[] }
