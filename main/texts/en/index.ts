import { answerTexts } from './answers'
import { connectionTexts } from './connections'
import { errorTexts } from './errors'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = { ...errorTexts, ...answerTexts, ...connectionTexts } as const
