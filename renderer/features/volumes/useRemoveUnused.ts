import { computed } from 'vue'
import { useContainers } from '../../data/containers'
import { useDialogs } from '../../data/dialogs'
import { useVolumes } from '../../data/volumes'

/** The volumes that no container mounts, and the way to remove some of them. */
export function useRemoveUnused() {
  const volumes = useVolumes()
  const containers = useContainers()
  const dialogs = useDialogs()
  const unused = computed(() => {
    const used = new Set(containers.items.flatMap((container) => container.volumes))
    return volumes.items.filter(({ name }) => !used.has(name))
  })
  return {
    unused,
    ask() {
      dialogs.open({ dialog: 'removeVolumes', names: unused.value.map(({ name }) => name), unused: true })
    },
  }
}
