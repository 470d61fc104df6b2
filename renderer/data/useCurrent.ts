import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The object whose details a view shows beside its list, as the address says. */
export function useCurrent(section: string) {
  const route = useRoute()
  const router = useRouter()
  return {
    id: computed(() => (route.name === section && String(route.params.id ?? '')) || null),
    /** The tab that is open stays open. */
    open: (id: string) => router.push({ name: section, params: { id, tab: route.params.tab || undefined } }),
    /** As `open`, for a row that is passed: the way back leads past it. */
    follow: (id: string) =>
      router.replace({ name: section, params: { id, tab: route.params.tab || undefined } }),
    close: () => router.push({ name: section }),
  }
}
