import { computed } from 'vue'
import type { EngineFeature } from '../../main/contract/connections'
import { visibleText } from '../../main/shared/visibleText'
import { t } from '../ui/i18n'
import { useConnections } from './connections'

/**
 * What the active engine lacks, as the one sentence that every view says of it; null for what it has. What needs it is
 * disabled or explained with that, and never tried in vain.
 */
export function useLacks(): (feature: EngineFeature) => string | null {
  const connections = useConnections()
  const sentences = computed(() => {
    const { lacks = [], name = '' } = connections.active ?? {}
    return new Map(lacks.map((feature) => [feature, t(`lacks.${feature}`, { name: visibleText(name) })]))
  })
  return (feature) => sentences.value.get(feature) ?? null
}
