import { answerTexts } from './answers'
import { connectionTexts } from './connections'
import { desktopTexts } from './desktop'
import { engineTexts } from './engine'
import { errorTexts } from './errors'
import { keeperTexts } from './keeper'
import { layerTexts } from './layers'
import { volumeTexts } from './volumes'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = {
  ...errorTexts,
  ...answerTexts,
  ...connectionTexts,
  ...engineTexts,
  ...keeperTexts,
  ...desktopTexts,
  ...layerTexts,
  ...volumeTexts,
} as const
