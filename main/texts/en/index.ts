import { errors } from './errors'
import { layerSentences } from './layers'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = { ...errors, ...layerSentences } as const
