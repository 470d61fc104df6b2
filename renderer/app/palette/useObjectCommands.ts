import { useRouter } from 'vue-router'
import type { Container } from '../../../main/contract/containers'
import type { Image } from '../../../main/contract/images'
import { imageName } from '../../../main/shared/imageReference'
import { visibleText } from '../../../main/shared/visibleText'
import { useContainers } from '../../data/containers'
import { useDialogs } from '../../data/dialogs'
import { useImages } from '../../data/images'
import { actionsFor, useContainerActions } from '../../features/containers'
import { t } from '../../ui/i18n'
import { sections } from '../router'
import type { Command } from './command'

/** All that can be done with any container and any image, by name. */
export function useObjectCommands() {
  const router = useRouter()
  const containers = useContainers()
  const images = useImages()
  const dialogs = useDialogs()
  const { act, whyNot } = useContainerActions()

  /** `Stop {name}`: looked up once for each verb, for there are thousands to fill. */
  const sentences = new Map<string, string>()
  function sentence(action: string, name: string): string {
    let known = sentences.get(action)
    if (known === undefined) {
      known = t('palette.act', { action: t(`action.${action}`), name: '{name}' })
      sentences.set(action, known)
    }
    return known.replace('{name}', () => name)
  }

  function ofContainer(container: Container, kind: string): Command[] {
    const name = visibleText(container.name)
    const actions = actionsFor(container).map((action) => ({
      key: `${action}/${container.id}`,
      label: action === 'layers' ? t('palette.layersOf', { name }) : sentence(action, name),
      kind,
      reason: whyNot(action) ?? undefined,
      run: () => act(container, action),
    }))
    const open = {
      key: `open/${container.id}`,
      label: t('palette.open', { name }),
      kind,
      run: () => void router.push({ name: 'containers', params: { id: container.id } }),
    }
    return [...actions, open]
  }

  function ofImage(image: Image, kind: string): Command[] {
    const reference = image.tags[0] ?? image.id
    const name = visibleText(imageName(image))
    const views = (['images', 'layers'] as const).filter((section) => sections.includes(section))
    return [
      {
        key: `run/${image.id}`,
        label: t('palette.runImage', { name }),
        kind,
        run: () => dialogs.open({ dialog: 'run', image: reference }),
      },
      ...views.map((section) => ({
        key: `${section}/${image.id}`,
        label: t(section === 'images' ? 'palette.open' : 'palette.layersOf', { name }),
        kind,
        run: () => void router.push({ name: section, params: { id: image.id } }),
      })),
      {
        key: `remove/${image.id}`,
        label: sentence('remove', name),
        kind,
        run: () => dialogs.open({ dialog: 'removeImages', ids: [image.id] }),
      },
    ]
  }

  return {
    /** Of the object whose details are open: it is what the person looks at. */
    current(): readonly Command[] {
      const id = String(router.currentRoute.value.params.id ?? '')
      const container = containers.byId.get(id)
      if (container) return ofContainer(container, t('palette.container')).slice(0, -1)
      const image = images.byId.get(id)
      return image ? ofImage(image, t('palette.image')) : []
    },
    all(): readonly Command[] {
      const container = t('palette.container')
      const image = t('palette.image')
      return [
        ...containers.items.flatMap((one) => ofContainer(one, container)),
        ...images.items.flatMap((one) => ofImage(one, image)),
      ]
    },
  }
}
