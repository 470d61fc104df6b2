import { computed } from 'vue'
import { shortId } from '../../../main/shared/digest'
import { useImages } from '../../data/images'
import { useVolumes } from '../../data/volumes'
import { formatBytes } from '../../ui/text/quantities'

/** What the form suggests: images and volumes of the engine. */
export function useRunChoices() {
  const images = useImages()
  const volumes = useVolumes()
  return {
    /** Tags first, the newest image first; images without a tag go by their id. */
    images: computed(() =>
      [...images.items]
        .sort(
          (a, b) => Number(a.tags.length === 0) - Number(b.tags.length === 0) || b.createdAt - a.createdAt,
        )
        .flatMap(({ id, tags, size }) =>
          (tags.length > 0 ? tags : [shortId(id)]).map((value) => ({ value, hint: formatBytes(size) })),
        ),
    ),
    /** Those that have a name first; of the others nobody knows what is in them. */
    volumes: computed(() =>
      [...volumes.items]
        .sort((a, b) => Number(a.anonymous) - Number(b.anonymous) || (a.name < b.name ? -1 : 1))
        .map(({ name, driver }) => ({ value: name, hint: driver })),
    ),
  }
}
