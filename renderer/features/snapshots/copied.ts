import type { SnapshotNews } from '../../../main/contract/snapshots'
import { t } from '../../ui/i18n'
import { formatBytes, formatNumber } from '../../ui/text/quantities'

type Copied = Extract<SnapshotNews, { copied: unknown }>['copied']

/** How far a snapshot is: between 0 and 1 for Progress, and in words. What is written meanwhile may make it more than there was. */
export function copiedText({ entries, bytes, of }: Copied): { value: number | null; text: string } {
  const said = { n: formatNumber(entries), bytes: formatBytes(bytes) }
  if (!of || bytes > of) return { value: null, text: t('snapshots.copied', said, entries) }
  return { value: bytes / of, text: t('snapshots.copiedOf', { ...said, of: formatBytes(of) }, entries) }
}
