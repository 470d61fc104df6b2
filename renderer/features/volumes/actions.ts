import { Play, Trash2 } from '@lucide/vue'
import type { Volume } from '../../../main/contract/volumes'
import { t } from '../../ui/i18n'
import type { Action } from '../../ui/list/action'

/** What actions on volumes are carried out with. */
export interface VolumeWays {
  askRun(volume: string): void
  askRemoval(names: readonly string[]): void
}

/** All that can be done with a volume, in the order of its menu. */
export function volumeActions<T extends Volume>(ways: VolumeWays): readonly Action<T>[] {
  return [
    {
      id: 'run',
      label: t('action.run'),
      icon: Play,
      key: 'r',
      inRow: () => true,
      run: ({ name }) => ways.askRun(name),
      command: (name) => t('volumes.runCommand', { name }),
    },
    {
      id: 'remove',
      label: t('action.remove'),
      icon: Trash2,
      key: 'Delete',
      danger: true,
      separated: true,
      run: ({ name }) => ways.askRemoval([name]),
      bulk: (volumes) => ways.askRemoval(volumes.map(({ name }) => name)),
      inBar: true,
      command: (name) => t('volumes.removeCommand', { name }),
    },
  ]
}
