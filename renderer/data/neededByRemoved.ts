import type { RemovedContainer } from '../../main/contract/removed'
import { visibleText } from '../../main/shared/visibleText'
import { t } from '../ui/i18n'

/** Names of what in Removed needs something that is about to go, for a sentence. */
export function needing(
  items: readonly RemovedContainer[],
  needs: (one: RemovedContainer) => boolean,
): string | null {
  const names = items.filter((one) => one.problem === null && needs(one)).map(({ name }) => visibleText(name))
  if (names.length === 0) return null
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? t('removed.andMore', { names: shown, n: names.length - 3 }) : shown
}
