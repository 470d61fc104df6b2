import { shellWord } from '../../shared/shellWords'

/** What keeps the engine from starting. */
export interface Problem {
  /** One sentence: what is wrong, and with which object. */
  readonly reason: string
  /** The exact command that mends it, where there is one; when it does something else, the reason says what. */
  readonly advice: string | null
}

/** Of a folder that the system itself cannot reach, as on a network that went away. */
export function notLookedAt(folder: string, error: unknown): Problem {
  return { reason: `${folder} cannot be looked at: ${(error as Error).message}.`, advice: null }
}

/** What is said of a command out of `setAside`. */
export const deletesNothing = 'it deletes nothing'

/** The command that moves a file or folder out of the way, and nothing that was moved before. */
export function setAside(path: string, suffix = 'old'): string {
  return `mv --backup=numbered -T ${shellWord(path)} ${shellWord(`${path}.${suffix}`)}`
}
