import type { ActivityKind } from '../../../main/contract/activity'
import type { ImageProgress } from '../../../main/contract/images'
import { t } from '../../ui/i18n'
import { formatBytes } from '../../ui/text/quantities'
import { overall } from './progress'

/** How far something on its way is: for Progress, and in words. @param progress null until the first word of the engine */
export function transferProgress(
  kind: ActivityKind,
  progress: ImageProgress | null,
): { bar: { value: number | null; ahead?: number }; text: string } {
  const sum = progress && overall(progress)
  if (!sum) return { bar: { value: null }, text: t(kind === 'build' ? 'images.preparing' : 'pull.asking') }
  const { current, total, fetched, unpacked, layers, layersDone } = sum
  if (kind === 'build') {
    // Steps have no bytes to be weighed by.
    const text = t('images.stepsDone', { done: layersDone, n: layers }, layers)
    return { bar: { value: layersDone / layers }, text }
  }
  const values = { current: formatBytes(current), total: formatBytes(total) }
  const bytes = total > 0 ? t(kind === 'save' ? 'pull.bytesAbout' : 'pull.bytes', values) : ''
  if (kind === 'push' || kind === 'save') return { bar: { value: fetched }, text: bytes }
  const text = fetched === 1 ? t('pull.status.extracting') : bytes
  // How far a file has been unpacked nobody tells.
  if (kind === 'load' || kind === 'import') return { bar: { value: fetched < 1 ? fetched : null }, text }
  return { bar: { value: unpacked, ahead: fetched }, text }
}
