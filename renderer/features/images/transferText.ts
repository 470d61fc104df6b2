import type { ActivityKind } from '../../../main/contract/activity'
import type { AppError } from '../../../main/contract/errors'
import { visibleText } from '../../../main/shared/visibleText'
import { errorText } from '../../data/errorText'
import { t } from '../../ui/i18n'

/** Failures that a pull says in words of its own; the others are the same wherever they happen. */
const ownWords = ['image-unknown', 'registry-unreachable', 'registry-denied', 'unsupported']

/** Why a transfer failed, in one sentence or two. */
export function transferProblem(transfer: {
  readonly kind: ActivityKind
  readonly object: string | null
  readonly error: AppError | null
}): string {
  const { kind, object, error } = transfer
  if (!error) return ''
  if (kind !== 'pull' || !ownWords.includes(error.code)) return errorText(error)
  const values = {
    object: visibleText(object ?? ''),
    host: visibleText(String(error.details?.host ?? error.details?.object ?? '')),
  }
  const loopback = error.code === 'registry-unreachable' && Boolean(error.details?.loopback)
  return t(loopback ? 'pull.problem.loopback' : `pull.problem.${error.code}`, values)
}
