import { sentence } from '../../../main/texts/sentence'
import type { Command } from '../../data/command'
import { useConnections } from '../../data/connections'
import { useContainers } from '../../data/containers'
import { useDialogs } from '../../data/dialogs'
import { sentenceText } from '../../data/errorText'
import { useImages } from '../../data/images'
import { useAway } from '../../data/useAway'
import { imageCommands } from './commands'
import { useNewImage } from './useNewImage'

/** For the command palette: what is done with images without naming one that is here. */
export function useImagesCommands(): () => readonly Command[] {
  const connections = useConnections()
  const containers = useContainers()
  const images = useImages()
  const dialogs = useDialogs()
  const { pull, load, importFiles, build } = useNewImage()
  const away = useAway(images)

  return () => {
    const used = new Set(containers.items.map(({ imageId }) => imageId))
    const unused = images.items.filter(({ id }) => !used.has(id)).map(({ id }) => id)
    return imageCommands({
      pull,
      load: () => void load(),
      importFiles,
      buildWelcome: () => void build(),
      askUnused: () => dialogs.open({ dialog: 'removeImages', ids: unused }),
      unused: unused.length,
      away: away() ?? undefined,
      noWelcome: connections.isBundled ? undefined : sentenceText(sentence('unsupported/elsewhereBuild')),
    })
  }
}
