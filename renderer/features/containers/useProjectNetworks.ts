import { computed, onMounted, ref, shallowRef } from 'vue'
import type { ProjectNetwork } from '../../../main/contract/containers'
import { visibleText } from '../../../main/shared/visibleText'
import { api } from '../../data/api'
import { type BulkFailure, runAll } from '../../data/bulk'
import { useConnections } from '../../data/connections'
import { needing } from '../../data/neededByRemoved'
import { notifyError } from '../../data/notify'
import { useRemoved } from '../../data/removed'
import { t } from '../../ui/i18n'
import { formatNumber } from '../../ui/text/quantities'

/** How many names the question has room for. */
const named = 5

/** The networks that Compose made for a project, and whether they go with it. @param project none: there are no networks */
export function useProjectNetworks(project: string | undefined) {
  const found = shallowRef<readonly ProjectNetwork[]>([])
  const wanted = ref(true)
  const removed = useRemoved()
  const session = useConnections().active?.session
  onMounted(async () => {
    if (project === undefined) return
    try {
      found.value = await api.containers.projectNetworks({ project })
    } catch (thrown) {
      await notifyError(thrown)
    }
  })

  return {
    found,
    wanted,
    question: computed(() => {
      const names = found.value.map(({ name }) => visibleText(name))
      const n = names.length
      const list = [...names.slice(0, named), ...(n > named ? ['…'] : [])].join(', ')
      return t('project.networks', { n: formatNumber(n), names: list }, n)
    }),
    /** What lies in Removed already and is connected to one of them, where that goes. */
    needed: computed(() => {
      const going = new Set(wanted.value ? found.value.map(({ name }) => name) : [])
      const names = needing(removed.items, ({ networks }) => networks.some((name) => going.has(name)))
      return names === null ? null : t('removed.needsNetwork', { names })
    }),
    /** Removes them where that is wanted. @returns how many were tried, and what failed */
    async remove(): Promise<{ readonly of: number; readonly failures: readonly BulkFailure[] }> {
      if (project === undefined || !wanted.value) return { of: 0, failures: [] }
      const failures = await runAll(found.value, {
        name: ({ name }) => name,
        run: ({ id }) => api.containers.removeProjectNetwork({ project, id, session }),
      })
      return { of: found.value.length, failures }
    },
  }
}
