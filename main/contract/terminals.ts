import { z } from 'zod'
import { bytes } from './bytes'
import { call, channel } from './define'
import { ContainerId, Session } from './values'

/** Bytes that the window sends at once: what is pasted comes in such pieces. */
export const mostTyped = 16 * 1024

export const TerminalSize = z.object({
  columns: z.number().int().min(1).max(2000),
  rows: z.number().int().min(1).max(2000),
})
export type TerminalSize = z.infer<typeof TerminalSize>

/** A shell in a container; what the container's own program reads and writes; or a shell of Slipway's own that joins it. */
export const terminalKinds = ['shell', 'attached', 'toolbox'] as const
export type TerminalKind = (typeof terminalKinds)[number]

export const TerminalRequest = z.object({
  id: ContainerId,
  kind: z.enum(terminalKinds),
  size: TerminalSize,
  /** Path of a program; the best shell that is there when left out. */
  shell: z.string().min(1).max(4096).optional(),
  /** A name or an id; the container's own when left out. */
  user: z.string().min(1).max(256).optional(),
  /** An absolute path; the container's own when left out. */
  directory: z.string().max(4096).startsWith('/').optional(),
  session: Session,
})
export type TerminalRequest = z.infer<typeof TerminalRequest>

/** What the person types, or how large what they see has become. */
const TerminalInput = z.union([bytes(mostTyped), TerminalSize])

export type TerminalNews =
  /** It can be typed into. */
  | {
      readonly kind: 'opened'
      readonly program: string
      /** `terminal`: what is typed is read, but not shown. `input`: nor is it read. Left out where nothing is lacking. */
      readonly lacks?: 'terminal' | 'input'
    }
  /** So many bytes that it showed were left out, for the window did not keep up. */
  | { readonly kind: 'passed'; readonly bytes: number }
  | {
      readonly kind: 'ended'
      /** Null where that is not known. */
      readonly exitCode: number | null
      readonly container: 'running' | 'restarted' | 'stopped' | 'gone'
      /** What it started runs on: this engine cannot end it. */
      readonly stays: boolean
    }

/** What a terminal can be opened with. */
export interface TerminalChoices {
  /** Paths of shells that the container has; the one that is opened unless another is chosen comes first. */
  readonly shells: readonly string[]
  /** Names in its own list of users. */
  readonly users: readonly string[]
  /** The container's own; empty: root. */
  readonly user: string
  readonly directory: string
}

export const terminals = {
  /** Looks into the container's files; nothing is run in it. */
  choices: call(z.object({ id: ContainerId })).returns<TerminalChoices>(),
  /**
   * What the terminal shows, as bytes, until it ends, which is the last item. When the input ends what was started is ended;
   * so it is when the window goes. Fails with `command-not-found` where there is no shell.
   */
  open: channel(TerminalRequest).takes(TerminalInput).emits<Uint8Array | TerminalNews>(),
}
