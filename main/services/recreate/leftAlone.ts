import type { RemakeNews } from '../../contract/recreate'

/** An edit or a clone that goes on, and that nobody follows any more. */
export interface LeftAlone {
  readonly kind: 'edit' | 'clone'
  /** What it is to be called in the end. */
  readonly name: string
  /** The newest of it, and all that comes. */
  news(signal: AbortSignal): AsyncIterable<RemakeNews>
}
