import type { Services } from '../contract/contract'
import type { Events } from '../engine/events'
import { createFleet } from './layers/fleet'
import { createOpenLayers, type OpenParts } from './layers/openLayers'
import { createStrata } from './layers/strata'

interface Parts extends OpenParts {
  readonly events: Events
}

/** Layers: of one image with all that is in them, of two side by side, and of all images at once. */
export function createLayers(parts: Parts): Services['layers'] {
  return { ...createStrata(parts), ...createOpenLayers(parts), fleet: createFleet(parts) }
}
