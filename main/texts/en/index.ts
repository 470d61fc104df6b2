import { desktopTexts } from './desktop'
import { engineTexts } from './engine'
import { errors } from './errors'
import { keeperTexts } from './keeper'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = { ...errors, ...engineTexts, ...keeperTexts, ...desktopTexts } as const
