import { visibleText } from '../../../main/shared/visibleText'
import { t } from '../../ui/i18n'

/** More names than these are counted. */
const most = 3

/** Names of containers, as part of a sentence. */
export function someNames(names: readonly string[]): string {
  const listed = names.slice(0, most).map(visibleText).join(', ')
  return names.length > most ? t('images.usedByMore', { names: listed, n: names.length - most }) : listed
}
