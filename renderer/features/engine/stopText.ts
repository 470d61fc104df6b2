import type { RunningContainers } from '../../../main/contract/engine'
import { t } from '../../ui/i18n'
import { formatNumber } from '../../ui/text/quantities'

/**
 * What stopping the engine means for what runs, in sentences.
 * @param found null where the engine did not say
 */
export function stopText(found: RunningContainers | null): string {
  if (!found) return t('engine.stop.unknown')
  const { running, stayDown, mayStayDown } = found
  const counted = (key: string, n: number) => t(`engine.stop.${key}`, { n: formatNumber(n) }, n)
  const sentences = [counted('running', running)]
  if (stayDown === 0) sentences.push(mayStayDown === 0 ? counted('allBack', running) : '')
  else sentences.push(stayDown === running ? counted('noneBack', running) : counted('stayDown', stayDown))
  if (mayStayDown > 0) sentences.push(counted('mayStayDown', mayStayDown))
  return [...sentences.filter(Boolean), counted('time', running)].join(' ')
}
