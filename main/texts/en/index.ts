import { buildTexts } from './builds'
import { errors } from './errors'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = { ...errors, ...buildTexts } as const
