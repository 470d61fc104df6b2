import { useRouter } from 'vue-router'
import type { Command } from '../../data/command'
import { useContainerCommands } from '../../features/containers'
import { useImageCommands } from '../../features/images'
import { useVolumeCommands } from '../../features/volumes'

/** All that can be done with any container, any image and any volume, by name. */
export function useObjectCommands() {
  const router = useRouter()
  const kinds = [useContainerCommands(), useImageCommands(), useVolumeCommands()]
  return {
    /** Of the object whose details are open: it is what the person looks at. */
    current(): readonly Command[] {
      const id = String(router.currentRoute.value.params.id ?? '')
      return kinds.flatMap((kind) => kind.of(id))
    },
    offers: () => kinds.map((kind) => kind.offer()),
  }
}
