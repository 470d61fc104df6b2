import { AppError } from '../../contract/errors'

/** The engine answered with something that its API does not have, for example a page of a proxy. */
export function strangeAnswer(what: string, object: string, cause?: unknown): AppError {
  return new AppError('engine-failed', `${object}: ${what}`, { object, engine: what }, { cause })
}

/** @throws AppError `engine-failed` when the answer is no list */
export function listIn<T>(answer: readonly T[], object: string): readonly T[] {
  if (Array.isArray(answer)) return answer
  throw strangeAnswer('The answer is not a list', object)
}
