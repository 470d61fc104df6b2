import type { EntryState, PathDifference } from '../../../../main/contract/layerFiles'
import { t } from '../../../ui/i18n'
import { formatBytes } from '../../../ui/text/quantities'
import { formatDateTime } from '../../../ui/text/times'
import { modeText, ownerText } from '../files/fileText'

/** Bytes with their sign: `+2.9 MB`, `−300 B`, `0 B`. */
export function signedBytes(bytes: number): string {
  const sign = bytes > 0 ? '+' : bytes < 0 ? '−' : ''
  return sign + formatBytes(Math.abs(bytes))
}

/** One property of a path on both sides; null where the path is not there, or has no such property. */
export interface PropertyRow {
  readonly property: 'type' | 'size' | 'mode' | 'owner' | 'time' | 'target'
  readonly before: string | null
  readonly after: string | null
  readonly differs: boolean
}

const texts: Record<PropertyRow['property'], (state: EntryState) => string | null> = {
  type: ({ kind }) => t(`layers.path.kind.${kind}`),
  size: ({ kind, size }) => (kind === 'file' ? formatBytes(size) : null),
  mode: ({ kind, mode }) => modeText(kind, mode),
  owner: ownerText,
  time: ({ mtime }) => formatDateTime(mtime * 1000),
  target: ({ target }) => target,
}
const properties = Object.keys(texts) as PropertyRow['property'][]

/** What there is to say of a path, before beside after; what neither side has is left out. */
export function propertyRows({ before, after, reasons }: PathDifference): readonly PropertyRow[] {
  return properties
    .map((property) => ({
      property,
      before: before && texts[property](before),
      after: after && texts[property](after),
      // As main found it: texts round sizes and times.
      differs: before !== null && after !== null && reasons.includes(property),
    }))
    .filter((row) => row.before !== null || row.after !== null)
}
