import { shellWord } from '../../shared/shellWords'
import { type Sentence, say, sentence } from '../../texts/sentence'

/** What keeps the engine from starting. */
export interface Problem {
  /** What is wrong, and with which object. */
  readonly reason: Sentence
  /** The exact command that mends it, where there is one; when it does something else, the reason says what. */
  readonly advice: string | null
}

/** An error that is meant for people. */
export class SaidError extends Error {
  override name = 'SaidError'
  constructor(readonly sentence: Sentence) {
    super(say(sentence))
  }
}

/** What an error says: its own sentence, or the words of the system. */
export function saidBy(error: unknown): Sentence {
  return error instanceof SaidError
    ? error.sentence
    : sentence('engine/said', { said: (error as Error).message })
}

/** Of a folder that the system itself cannot reach, as on a network that went away. */
export function notLookedAt(folder: string, error: unknown): Problem {
  return { reason: sentence('folder/unseen', { folder, why: (error as Error).message }), advice: null }
}

/** The command that moves a file or folder out of the way; it deletes nothing, not even what was moved there before. */
export function setAside(path: string, suffix = 'old'): string {
  return `mv --backup=numbered -T ${shellWord(path)} ${shellWord(`${path}.${suffix}`)}`
}
