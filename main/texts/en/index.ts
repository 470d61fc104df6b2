import { answerTexts } from './answers'
import { buildTexts } from './builds'
import { connectionTexts } from './connections'
import { containerTexts } from './containers'
import { desktopTexts } from './desktop'
import { engineTexts } from './engine'
import { errorTexts } from './errors'
import { imageTexts } from './images'
import { keeperTexts } from './keeper'
import { layerTexts } from './layers'
import { logTexts } from './logs'
import { recreateTexts } from './recreate'
import { registryTexts } from './registries'
import { removedTexts } from './removed'
import { snapshotTexts } from './snapshots'
import { volumeTexts } from './volumes'

/** All that main means to say, by its code; each in a file of the part that says it. */
export const en = {
  ...errorTexts,
  ...answerTexts,
  ...buildTexts,
  ...connectionTexts,
  ...containerTexts,
  ...engineTexts,
  ...keeperTexts,
  ...desktopTexts,
  ...layerTexts,
  ...imageTexts,
  ...logTexts,
  ...registryTexts,
  ...recreateTexts,
  ...removedTexts,
  ...snapshotTexts,
  ...volumeTexts,
} as const
