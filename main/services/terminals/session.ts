import type { Duplex } from 'node:stream'
import type { TerminalSize } from '../../contract/terminals'

/** A terminal that is open at the engine. */
export interface TerminalSession {
  /** What runs in it. */
  readonly program: string
  /** As `TerminalNews` has it. */
  readonly lacks?: 'terminal' | 'input'
  /** What is typed, and what it shows. */
  readonly stream: Duplex
  /** Whether what it shows is left out where nobody reads it, for it must not be held up. */
  readonly lossy: boolean
  resize(size: TerminalSize): Promise<void>
  /** Ends what was started for it, within a few seconds; resolves to whether something of it stays. */
  close(): Promise<boolean>
  /** What its program ended with, once the stream has ended; null where that is not known. */
  exitCode(): Promise<number | null>
}
