import { useRouter } from 'vue-router'
import type { Image } from '../../../main/contract/images'
import { imageName } from '../../../main/shared/imageReference'
import { visibleText } from '../../../main/shared/visibleText'
import { type ObjectCommands, objectCommands } from '../../data/command'
import { useDialogs } from '../../data/dialogs'
import { useImages } from '../../data/images'
import { compareRoute, pathRoute } from '../../data/layersRoute'
import { copyText } from '../../data/notify'
import { useAway } from '../../data/useAway'
import { t } from '../../ui/i18n'
import { unless } from '../../ui/list/action'
import { openPanel } from '../../ui/parts/panel'
import { imageActions } from './actions'
import { imageWords } from './commands'
import { useTransfers } from './transfers'

/** What a person can do with images, in the list, the details or the palette. */
export function useImageActions<T extends Image>() {
  const dialogs = useDialogs()
  const router = useRouter()
  const transfers = useTransfers()
  return unless(
    useAway(useImages()),
    imageActions<T>({
      askRun: (image) => dialogs.open({ dialog: 'run', image }),
      askRemoval: (ids) => dialogs.open({ dialog: 'removeImages', ids }),
      askTag: (id) => dialogs.open({ dialog: 'tagImage', id }),
      askUntag: (id) => dialogs.open({ dialog: 'untagImage', id }),
      askPush: (id) => dialogs.open({ dialog: 'pushImage', id }),
      save: (ids) => void transfers.save(ids),
      showLayers: (id) => void router.push({ name: 'layers', params: { id } }),
      askComparison: (id) => void router.push(compareRoute({ kind: 'image', id })),
      showPath: (id) => void router.push(pathRoute({ kind: 'image', id })),
    }),
  )
}

/** For the command palette. */
export function useImageCommands(): ObjectCommands {
  const images = useImages()
  const router = useRouter()
  return objectCommands({
    actions: useImageActions<Image>(),
    kind: t('images.one'),
    title: t('images.title'),
    name: (image) => visibleText(imageName(image)),
    id: ({ id }) => id,
    items: () => images.items,
    byId: (id) => images.byId.get(id),
    words: imageWords(),
    copies: { copyName: imageName, copyId: ({ id }) => id },
    copy: copyText,
    open: ({ id }, tab) => void openPanel(() => router.push({ name: 'images', params: { id, tab } })),
  })
}
