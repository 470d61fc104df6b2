import { visibleText } from '../../main/shared/visibleText'
import { t } from '../ui/i18n'
import { useConnections } from './connections'

/**
 * Why nothing can be asked of the active engine now, as a sentence; null while it answers.
 * @param list what is shown of it, where an action is about an object of it: it has to be live, too
 */
export function useAway(list?: { readonly stale: boolean }): () => string | null {
  const connections = useConnections()
  return () => {
    if (connections.ready && !list?.stale) return null
    const { isBundled, active } = connections
    return isBundled ? t('lacks.away') : t('lacks.awayElsewhere', { name: visibleText(active?.name ?? '') })
  }
}
