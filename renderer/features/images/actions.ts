import { ArrowLeftRight, CloudUpload, Layers, Play, Save, Tag, Tags, Trash2, Waypoints } from '@lucide/vue'
import type { Image } from '../../../main/contract/images'
import { t } from '../../ui/i18n'
import type { Action } from '../../ui/list/action'

/** What actions on images are carried out with. */
export interface ImageWays {
  /** @param image a name or an id */
  askRun(image: string): void
  askRemoval(ids: readonly string[]): void
  showLayers(id: string): void
  showPath(id: string): void
  /** Asks with what it is to be compared. */
  askComparison(id: string): void
  askTag(id: string): void
  askUntag(id: string): void
  askPush(id: string): void
  /** Asks for a file to write them to. */
  save(ids: readonly string[]): void
}

type Named = Pick<Image, 'id' | 'tags'>

/** All that can be done with an image, in the order of its menu. */
export function imageActions<T extends Named>(ways: ImageWays): readonly Action<T>[] {
  const verb = (id: string) => ({ id, label: t(`action.${id}`) })
  const always = () => true
  return [
    {
      ...verb('run'),
      icon: Play,
      key: 'r',
      inRow: always,
      run: ({ id, tags }) => ways.askRun(tags[0] ?? id),
      command: (name) => t('images.runCommand', { name }),
    },
    {
      ...verb('layers'),
      icon: Layers,
      // L is Logs where there are any.
      key: 'y',
      inRow: always,
      run: ({ id }) => ways.showLayers(id),
      command: (name) => t('action.layersOf', { name }),
    },
    {
      ...verb('compare'),
      icon: ArrowLeftRight,
      run: ({ id }) => ways.askComparison(id),
      command: (name) => t('action.compareWith', { name }),
    },
    {
      ...verb('path'),
      icon: Waypoints,
      key: 'w',
      run: ({ id }) => ways.showPath(id),
      command: (name) => t('action.pathOf', { name }),
    },
    {
      ...verb('tag'),
      icon: Tag,
      key: 't',
      separated: true,
      run: ({ id }) => ways.askTag(id),
      command: (name) => t('images.command.tag', { name }),
    },
    {
      ...verb('untag'),
      icon: Tags,
      key: 'u',
      when: ({ tags }) => tags.length > 0,
      run: ({ id }) => ways.askUntag(id),
      command: (name) => t('images.command.untag', { name }),
    },
    {
      ...verb('push'),
      icon: CloudUpload,
      key: 'p',
      run: ({ id }) => ways.askPush(id),
      command: (name) => t('images.command.push', { name }),
    },
    {
      ...verb('save'),
      icon: Save,
      key: 's',
      run: ({ id }) => ways.save([id]),
      bulk: (images) => ways.save(images.map(({ id }) => id)),
      command: (name) => t('images.command.save', { name }),
    },
    {
      ...verb('remove'),
      icon: Trash2,
      key: 'Delete',
      danger: true,
      separated: true,
      run: ({ id }) => ways.askRemoval([id]),
      bulk: (images) => ways.askRemoval(images.map(({ id }) => id)),
      inBar: true,
    },
  ]
}
