import type { Loss } from '../../../main/contract/removed'
import type { CountedSnapshots } from '../../../main/contract/snapshots'
import { visibleText } from '../../../main/shared/visibleText'
import { t } from '../../ui/i18n'
import { formatBytes, formatNumber } from '../../ui/text/quantities'

/** `12 files, 3.4 MB; 2 of the image removed`; null where nothing was written. */
export function writtenText({ files, removed, bytes }: Loss): string | null {
  if (files === 0 && removed === 0) return null
  const what = t('removal.files', { files: formatNumber(files), bytes: formatBytes(bytes) }, files)
  return removed === 0 ? what : t('removal.removedToo', { what, n: formatNumber(removed) }, removed)
}

/** A line for each thing that goes, or cannot start without it. */
export function lossLines(loss: Loss, snapshots?: CountedSnapshots): readonly string[] {
  const names = (all: readonly string[]) => all.map(visibleText).join(', ')
  const what = writtenText(loss)
  return [
    what === null ? t('removal.nothing') : t('removal.written', { what }),
    ...loss.volumes.map(({ target, bytes, usedBy }) => {
      const size = bytes === null ? t('removal.unmeasured') : formatBytes(bytes)
      const of = { target: visibleText(target), bytes: size }
      return usedBy.length === 0
        ? t('removal.volume', of)
        : t('removal.volumeShared', { ...of, names: names(usedBy) })
    }),
    ...(snapshots ? [snapshotsText(loss, snapshots)] : []),
    ...(loss.joinedBy.length > 0 ? [t('removal.joinedBy', { names: names(loss.joinedBy) })] : []),
  ]
}

function snapshotsText({ keeping }: Loss, { count, bytes }: CountedSnapshots): string {
  const said = { n: formatNumber(count), bytes: formatBytes(bytes) }
  return t(keeping === 'kept' ? 'removal.snapshotsKept' : 'removal.snapshots', said, count)
}
