import type { ErrorData } from '../../contract/errors'
import type { Explorer } from '../analysis/explorer'
import type { FirstAnswer } from './stackStore'
import type { GivenLayer, Subject } from './subject'

export type ExplorerMethod = Exclude<keyof Explorer, 'bytes'>
export type ExplorerQuestion<M extends ExplorerMethod> =
  Parameters<Explorer[M]> extends [infer In] ? In : undefined
export type ExplorerAnswer<M extends ExplorerMethod> = M extends 'first'
  ? FirstAnswer
  : ReturnType<Explorer[M]>

/** From the client to the worker. */
export type ToWorker =
  | {
      readonly ask: number
      readonly subject: Subject
      readonly method: ExplorerMethod
      readonly question: unknown
    }
  | { readonly cancel: number }
  | { readonly put: string; readonly layers: readonly GivenLayer[] }
  | { readonly drop: string }
  | { readonly close: true }

/** From the worker to the client: one answer to each question, and before it how many paths were compared of how many. */
export type FromWorker =
  | { readonly answered: number; readonly value: unknown }
  | { readonly failed: number; readonly error: ErrorData }
  | { readonly compared: number; readonly paths: number; readonly total: number }
