import { shallowRef } from 'vue'
import type { Revealed } from '../../main/contract/containers'
import { notifyError } from './notify'

/** What details hide, from when somebody asks for it until they hide it again. @param read asks main for it */
export function useRevealed(read: () => Promise<Revealed>) {
  const revealed = shallowRef<Revealed | null>(null)
  async function toggle() {
    if (revealed.value) {
      revealed.value = null
      return
    }
    try {
      revealed.value = await read()
    } catch (thrown) {
      await notifyError(thrown)
    }
  }
  return { revealed, toggle }
}
