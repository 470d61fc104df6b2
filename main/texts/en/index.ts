import { errors } from './errors'
import { volumeTexts } from './volumes'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = { ...errors, ...volumeTexts } as const
