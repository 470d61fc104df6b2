import { useRouter } from 'vue-router'
import type { Volume } from '../../../main/contract/volumes'
import { visibleText } from '../../../main/shared/visibleText'
import { type ObjectCommands, objectCommands } from '../../data/command'
import { useDialogs } from '../../data/dialogs'
import { copyText } from '../../data/notify'
import { useAway } from '../../data/useAway'
import { volumeName } from '../../data/volumeName'
import { useVolumes } from '../../data/volumes'
import { t } from '../../ui/i18n'
import { unless } from '../../ui/list/action'
import { openPanel } from '../../ui/parts/panel'
import { volumeActions } from './actions'
import { volumeWords } from './commands'

/** What a person can do with volumes, in the list, the details or the palette. */
export function useVolumeActions<T extends Volume>() {
  const dialogs = useDialogs()
  return unless(
    useAway(useVolumes()),
    volumeActions<T>({
      askRun: (volume) => dialogs.open({ dialog: 'run', volume }),
      askRemoval: (names) => dialogs.open({ dialog: 'removeVolumes', names }),
    }),
  )
}

/** For the command palette. */
export function useVolumeCommands(): ObjectCommands {
  const volumes = useVolumes()
  const router = useRouter()
  return objectCommands({
    actions: useVolumeActions<Volume>(),
    kind: t('volumes.one'),
    title: t('volumes.title'),
    name: ({ name }) => visibleText(volumeName(name)),
    id: ({ name }) => name,
    items: () => volumes.items,
    byId: (name) => volumes.byName.get(name),
    words: volumeWords(),
    copies: { copyName: ({ name }) => name },
    copy: copyText,
    open: ({ name }, tab) =>
      void openPanel(() => router.push({ name: 'volumes', params: { id: name, tab } })),
  })
}
