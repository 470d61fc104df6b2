import { shellWord } from './shellWord'

/** What keeps the engine from starting. */
export interface Problem {
  /** One sentence: what is wrong, and with which object. */
  readonly reason: string
  /** The exact command that mends it, where there is one; when it does something else, the reason says what. */
  readonly advice: string | null
}

/** What is said of a command out of `setAside`. */
export const forgetful = 'it deletes nothing'

/** The command that moves a file or folder out of the way, and nothing that was moved before. */
export function setAside(path: string, suffix = 'old'): string {
  return `mv --backup=numbered -T ${shellWord(path)} ${shellWord(`${path}.${suffix}`)}`
}
