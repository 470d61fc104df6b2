import { engineError } from '../../engine/client/errors'
import { type Sentence, sentence } from '../../texts/sentence'

/**
 * Why a container could not start, from the engine's words for it; null where these are not understood.
 * @param image what its image is called
 */
export function startProblem(words: string, image: string, object: string): Sentence | null {
  if (words === '') return null
  const error = engineError(words, object)
  const command = error.details?.command
  if (error.key === 'engine-failed') return null
  if (typeof command !== 'string') return error.sentence
  return sentence(error.code === 'denied' ? 'start/program-denied' : 'start/no-program', { command, image })
}
