import type { Opening } from '../../../main/contract/layers'
import { t } from '../../ui/i18n'
import { formatBytes, formatNumber } from '../../ui/text/quantities'

/** What is done before layers are there. @param opening null until the first word */
export function openingText(opening: Opening | null): string {
  return t(`layers.reading.${opening?.phase === 'comparing' ? opening.phase : (opening?.from ?? 'disk')}`)
}

/** How far it has come; empty where nothing can be said. */
export function openingFigures(opening: Opening | null): string {
  if (!opening || opening.current === 0) return ''
  const { current, total } = opening
  if (opening.phase === 'comparing') {
    return t('layers.reading.paths', { current: formatNumber(current), total: formatNumber(total) })
  }
  const read =
    total === 0
      ? t('layers.reading.some', { current: formatBytes(current) })
      : t('layers.reading.bytes', { current: formatBytes(current), total: formatBytes(total) })
  if (opening.unpacked === 0) return read
  // What is packed very small may go on for long: then only this moves.
  return t('layers.reading.unpacked', { read, unpacked: formatBytes(opening.unpacked) })
}
