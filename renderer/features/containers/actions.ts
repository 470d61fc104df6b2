import type { EngineFeature } from '../../../main/contract/connections'
import type { Container } from '../../../main/contract/containers'
import type { DirectAction } from '../../data/containers'

/** Actions that ask something first, or lead elsewhere. */
export type ContainerAction = DirectAction | 'rename' | 'remove' | 'logs' | 'layers'

/** What an action needs of the engine, where not every engine has it. */
export const needs: Partial<Record<ContainerAction, EngineFeature>> = {
  pause: 'pause',
  layers: 'layersOnDisk',
}

/** What makes sense for a container in its state, most likely first. */
export function actionsFor(container: Pick<Container, 'state'>): readonly ContainerAction[] {
  switch (container.state) {
    case 'running':
      return ['stop', 'restart', 'pause', 'kill', 'logs', 'layers', 'rename', 'remove']
    case 'paused':
      return ['resume', 'stop', 'restart', 'kill', 'logs', 'layers', 'rename', 'remove']
    case 'restarting':
      return ['stop', 'restart', 'kill', 'logs', 'layers', 'rename', 'remove']
    case 'created':
    case 'exited':
      return ['start', 'restart', 'logs', 'layers', 'rename', 'remove']
    case 'dead':
      return ['logs', 'layers', 'remove']
    case 'removing':
      return ['logs']
  }
}
