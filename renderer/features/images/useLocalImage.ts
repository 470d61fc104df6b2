import { computed, nextTick, shallowRef, watch } from 'vue'
import type { ImageDetails } from '../../../main/contract/images'
import { api } from '../../data/api'
import { findImage } from '../../data/imageNames'
import { useImages } from '../../data/images'

/** The image on this machine that a text names, and its details as soon as they are read; null where there is none. */
export function useLocalImage(text: () => string) {
  const images = useImages()
  const image = computed(() => findImage(images.items, text()))
  const details = shallowRef<ImageDetails | null>(null)
  let reading: Promise<void> = Promise.resolve()

  async function readDetails(id: string | undefined) {
    details.value = null
    // Without details nothing can be suggested, and nothing else is lost.
    const read = id ? await api.images.details({ id }).catch(() => null) : null
    if (image.value?.id === id) details.value = read
  }
  watch(
    () => image.value?.id,
    (id) => {
      reading = readDetails(id)
    },
    { immediate: true },
  )
  return {
    image,
    details,
    /** Resolves once the details are there, or will not be, and whoever watches them has seen them. */
    async settled(): Promise<void> {
      await reading
      await nextTick()
    },
  }
}
