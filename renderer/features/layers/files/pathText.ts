import type { EntryState, PathEvent, Reason } from '../../../../main/contract/layerFiles'
import { visibleText } from '../../../../main/shared/visibleText'
import { t } from '../../../ui/i18n'
import { formatBytes } from '../../../ui/text/quantities'
import { formatDateTime } from '../../../ui/text/times'
import { modeText, type Owners, ownerText, tellingReasons } from './fileText'

/** An entry as a layer has it, in a few words: `8.1 MB, -rw-r--r--, 0:0`. */
export function stateWords(state: EntryState, owners?: Owners | null): string {
  const size = state.kind === 'file' ? [formatBytes(state.size)] : []
  return [...size, modeText(state.kind, state.mode), visibleText(ownerText(state, owners))].join(', ')
}

/** In what a layer changed a path, one line each. */
export function changeLines(
  { before, after, reasons, metadataOnly }: PathEvent,
  owners?: Owners | null,
): readonly string[] {
  if (!before || !after) return []
  const lines = tellingReasons(reasons).map((reason) =>
    t(`layers.path.change.${reason}`, {
      before: inWords(before, reason, owners),
      after: inWords(after, reason, owners),
    }),
  )
  const isAgain = metadataOnly && after.kind === 'file' && after.size > 0 && !reasons.includes('storedAgain')
  return isAgain ? [...lines, t('layers.path.storedAgain', { size: formatBytes(after.size) })] : lines
}

function inWords(state: EntryState, reason: Reason, owners?: Owners | null): string {
  switch (reason) {
    case 'type':
      return t(`layers.path.kind.${state.kind}`)
    case 'size':
      return formatBytes(state.size)
    case 'mode':
      return modeText(state.kind, state.mode)
    case 'owner':
      return visibleText(ownerText(state, owners))
    case 'time':
      return formatDateTime(state.mtime * 1000)
    case 'target':
      return visibleText(state.target ?? '')
    case 'storedAgain':
      return ''
  }
}
