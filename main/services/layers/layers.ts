import type { Services } from '../../contract/contract'
import type { Events } from '../../engine/client/events'
import { createFleet } from './fleet'
import { createOpenLayers, type OpenParts } from './openLayers'
import { createStrata } from './strata'

interface Dependencies extends OpenParts {
  readonly events: Events
}

/** Layers: of one image with all that is in them, of two side by side, and of all images at once. */
export function createLayers(parts: Dependencies): Services['layers'] {
  return { ...createStrata(parts), ...createOpenLayers(parts), fleet: createFleet(parts) }
}
