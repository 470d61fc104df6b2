import { AppError } from '../../contract/errors'
import { type Sentence, sentence } from '../../texts/sentence'

/**
 * The engine answered with something that its API does not have, for example a page of a proxy.
 * @param why what is wrong with it; a string is in the words of whoever read it
 */
export function strangeAnswer(why: Sentence | string, object: string, cause?: unknown): AppError {
  return new AppError('engine-failed/strange', { object, why }, { cause })
}

/** @throws AppError `engine-failed` when the answer is no list */
export function listIn<T>(answer: readonly T[], object: string): readonly T[] {
  if (Array.isArray(answer)) return answer
  throw strangeAnswer(sentence('answer/no-list'), object)
}
