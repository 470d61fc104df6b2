import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ImageSizes } from '../../../main/contract/images'
import { api } from '../../data/api'
import { useConnections } from '../../data/connections'
import { useImages } from '../../data/images'
import { uniqueBytes } from './sizes'

/** Each image is asked for once, two requests each: so many are asked for without being told to. */
export const unasked = 200

const useStore = defineStore('imageSizes', () => {
  const images = useImages()
  const connections = useConnections()
  const sizes = shallowRef<ImageSizes | null>(null)
  const measuring = shallowRef(false)
  /** Of which list `sizes` are. */
  let measured = ''
  const now = () => `${connections.active?.session} ${images.version}`

  async function measure() {
    const wanted = now()
    if (measuring.value || measured === wanted || images.staleSince !== null) return
    measuring.value = true
    try {
      sizes.value = await api.images.sizes()
      measured = wanted
    } catch {
      // They are left out: what fails now is said by the list, and they are asked for again with the next one.
    } finally {
      measuring.value = false
    }
    if (now() !== wanted && sizes.value) void measure()
  }
  watch(
    () => connections.active?.session,
    () => {
      sizes.value = null
    },
  )
  const unique = computed(() => (sizes.value ? uniqueBytes(sizes.value) : null))
  return { sizes, unique, measuring, measure }
})

/**
 * What images share, and what removing them frees: measured when somebody looks, and again when the list has changed.
 * @param always also of very many images: the person asked for it
 */
export function useImageSizes({ always = false } = {}) {
  const images = useImages()
  const store = useStore()
  watch(
    () => images.version,
    () => {
      if (images.snapshot === null) return
      if (always || store.sizes || images.items.length <= unasked) void store.measure()
    },
    { immediate: true },
  )
  return store
}
