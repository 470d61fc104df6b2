import { type Component, defineAsyncComponent } from 'vue'
import type { DialogRequest, Dialogs } from '../data/dialogs'
import * as builds from '../features/builds'
import * as connections from '../features/connections'
import * as containers from '../features/containers'
import * as engine from '../features/engine'
import * as images from '../features/images'
import * as registries from '../features/registries'
import * as run from '../features/run'
import * as snapshots from '../features/snapshots'
import * as terminals from '../features/terminals'
import * as volumes from '../features/volumes'

export const readPalette = () => import('./palette/CommandPalette.vue')

const loaders: Required<Dialogs> = {
  palette: readPalette,
  about: () => import('./About.vue'),
  shortcuts: () => import('./Shortcuts.vue'),
  ...builds.dialogs,
  ...connections.dialogs,
  ...containers.dialogs,
  ...engine.dialogs,
  ...images.dialogs,
  ...registries.dialogs,
  ...run.dialogs,
  ...snapshots.dialogs,
  ...terminals.dialogs,
  ...volumes.dialogs,
}

/** Every dialog of the window; each is read when it is first asked for. */
export const dialogComponents = Object.fromEntries(
  Object.entries(loaders).map(([name, load]) => [name, defineAsyncComponent(load)]),
) as Record<DialogRequest['dialog'], Component>
