import type { ErrorData } from '../../contract/errors'
import type { Task } from './tasks'

/** What the thread is started with. */
export interface Assignment {
  readonly task: Task
  readonly question: unknown
}

/** Milliseconds between two signs of life. */
export const heartbeat = 1000

/** From the thread. The last one is `done` or `failed`. */
export type FromReader =
  | { readonly alive: true }
  | { readonly report: unknown }
  | { readonly done: unknown }
  | { readonly failed: ErrorData }

/** To the thread: whoever asked does not want it any more. */
export const stopWord = 'stop'
