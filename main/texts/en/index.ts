import { errors } from './errors'
import { imageTexts } from './images'
import { registryTexts } from './registries'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = { ...errors, ...imageTexts, ...registryTexts } as const
