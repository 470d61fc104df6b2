import { type Sentence, say } from '../texts/sentence'

/** Why entries cannot become an index. */
export class EntryError extends Error {
  override readonly name = 'EntryError'

  /** @param reason part of a sentence */
  constructor(readonly reason: Sentence) {
    super(say(reason))
  }
}
