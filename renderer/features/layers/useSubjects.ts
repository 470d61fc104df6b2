import { computed } from 'vue'
import { shortId } from '../../../main/shared/digest'
import { imageName } from '../../../main/shared/imageReference'
import { stateText } from '../../data/containerState'
import { useContainers } from '../../data/containers'
import { useImages } from '../../data/images'
import { readSubject, subjectText } from '../../data/layersRoute'
import { useKnownSnapshots } from '../../data/snapshots'
import { useLacks } from '../../data/useLacks'
import type { Option } from '../../ui/forms/option'
import { t } from '../../ui/i18n'
import { formatBytes } from '../../ui/text/quantities'
import { useArchives } from './archives'

const collator = new Intl.Collator('en', { numeric: true })

/** All that has layers and can be named here: archives that were opened, images, containers, and snapshots that were seen. */
export function useSubjects() {
  const images = useImages()
  const containers = useContainers()
  const archives = useArchives()
  const snapshots = useKnownSnapshots()
  const lacks = useLacks()

  /** Every tag is a way to find its image; an image without one goes by its id. */
  const imageOptions = computed<readonly Option[]>(() =>
    [...images.items]
      .sort(
        (a, b) =>
          Number(a.tags.length === 0) - Number(b.tags.length === 0) ||
          collator.compare(imageName(a), imageName(b)),
      )
      .map((image) => ({
        value: subjectText({ kind: 'image', id: image.id }),
        label: image.tags[0] ?? `${shortId(image.id)} (${t('images.untagged')})`,
        keywords: `${image.tags.slice(1).join(' ')} ${t('layers.kind.image')}`,
        hint: formatBytes(image.size),
      })),
  )
  const containerOptions = computed<readonly Option[]>(() =>
    [...containers.items]
      .sort((a, b) => collator.compare(a.name, b.name))
      .map((container) => ({
        value: subjectText({ kind: 'container', id: container.id }),
        label: container.name,
        keywords: t('layers.kind.container'),
        hint: `${t('layers.kind.container')} · ${stateText(container, null, { asOfThen: containers.stale }).word}`,
      })),
  )
  const snapshotOptions = computed<readonly Option[]>(() =>
    [...snapshots.names].map(([id, name]) => ({
      value: subjectText({ kind: 'snapshot', id }),
      label: name,
      keywords: t('layers.kind.snapshot'),
      hint: t('layers.kind.snapshot'),
    })),
  )
  const archiveOptions = computed<readonly Option[]>(() =>
    archives.all.map(({ archive, name }) => ({
      value: subjectText({ kind: 'archive', archive, image: null }),
      label: name,
      keywords: t('layers.kind.archive'),
      hint: t('layers.kind.archive'),
    })),
  )

  return {
    options: computed<readonly Option[]>(() => [
      ...archiveOptions.value,
      ...imageOptions.value,
      ...(lacks('layersOnDisk') ? [] : [...containerOptions.value, ...snapshotOptions.value]),
    ]),
    /** Whether all has been listed (`at` is 0 until it was): only then is what is not among it not there. */
    listed: computed(() => (images.snapshot?.at ?? 0) > 0 && (containers.snapshot?.at ?? 0) > 0),
    /** Whether what a subject names is here, as far as the lists tell. */
    has(text: string): boolean {
      const of = readSubject(text)
      if (of?.kind === 'image') return images.byId.has(of.id)
      if (of?.kind === 'container') return containers.byId.has(of.id)
      if (of?.kind === 'snapshot') return snapshots.names.has(of.id)
      return of !== null && archives.all.some(({ archive }) => archive === of.archive)
    },
  }
}
