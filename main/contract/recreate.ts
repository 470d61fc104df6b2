import { z } from 'zod'
import type { Sentence } from '../texts/sentence'
import { RunRequest } from './containers'
import { call, stream } from './define'
import type { ErrorData } from './errors'
import type { Loss } from './removed'
import { ContainerId } from './values'

/** What the form for a container starts from. */
export interface EditPlan {
  /** What it is run with, or what a clone of it would be: Run's own request. */
  readonly request: RunRequest
  /** Whether what it has written can come along at all; else why not. `off` it never is. */
  readonly keeping: Loss['keeping']
  /** Compose's project and service, whose file says what it says. */
  readonly project: string | null
  readonly service: string | null
  /** Ports of the host that it has itself, so that a clone gets others. */
  readonly portsLeft: readonly number[]
  /** Whether `undo` makes it what it was before it was edited last. */
  readonly canUndo: boolean
}

/** How far it is, and in the end what came of it. */
export type RemakeNews =
  | {
      readonly step: 'stopping' | 'copying' | 'recreating' | 'trying' | 'returning'
      /** What the container is called by the engine now. */
      readonly id: string
    }
  | { readonly done: Remade }
  /** It is as it was, under another id where it had been made anew before; `error` says why. */
  | { readonly back: { readonly id: string; readonly error: ErrorData } }

/** A container that was made anew, changed in place, or cloned. */
export interface Remade {
  readonly id: string
  readonly name: string
  /** What is not as it was asked for. */
  readonly problems: readonly Sentence[]
  /** Whether `undo` makes it what it was. */
  readonly canUndo: boolean
}

const One = z.object({ id: ContainerId })
const Wanted = One.extend({ request: RunRequest })

export const recreate = {
  /** @param clone for another one like it */
  plan: call(One.extend({ clone: z.boolean() })).returns<EditPlan>(),
  /**
   * Changes a container: in place what can be, else by making it anew with all that it has written. Goes on to its end
   * though nobody reads. `keep`: what it has written until now is to lie in Removed as well.
   */
  edit: stream(Wanted.extend({ keep: z.boolean() })).emits<RemakeNews>(),
  /** Makes one that was edited what it was before, with what it has written since. */
  undo: stream(One).emits<RemakeNews>(),
  /** Makes another one like it, with a copy of what it has written. */
  clone: stream(Wanted).emits<RemakeNews>(),
}
