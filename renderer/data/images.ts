import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Image } from '../../main/contract/images'
import { api } from './api'
import { usePending } from './usePending'
import { useSnapshot } from './useSnapshot'

/** Images of the engine. */
export const useImages = defineStore('images', () => {
  const list = useSnapshot<Image>(
    () => api.images.watch(),
    (seen) => pending.refresh(seen),
  )
  const pending = usePending(() => api.images.readAgain())
  const byId = computed(() => new Map(list.items.value.map((image) => [image.id, image])))

  /**
   * Removes an image with all its tags, or one tag of it; throws what the engine has against it.
   * @param session of the engine that the person saw it on: another may have the very same image
   */
  function remove(id: string, reference: string | null, session: number | undefined): Promise<void> {
    return pending.track(id, 'remove', () => api.images.remove({ id, reference, session }))
  }

  /** Gives an image one more name; throws what the engine has against it. */
  function tag(id: string, reference: string, session: number | undefined): Promise<void> {
    return api.images.tag({ id, reference, session })
  }

  return { ...list, byId, pending: pending.pending, remove, tag }
})
