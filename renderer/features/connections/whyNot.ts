import type { ErrorData } from '../../../main/contract/errors'
import { AppError } from '../../../main/contract/errors'
import { visibleText } from '../../../main/shared/visibleText'
import { errorText } from '../../data/errorText'
import { rawText, t } from '../../ui/i18n'

/** Why another engine cannot be spoken with: what helps with Slipway's own one would be wrong advice. */
export function whyNot(error: ErrorData): string {
  const { code, message = '', details = {} } = error
  const object = visibleText(details.object ?? '')
  const engine = visibleText(details.engine ?? '')
  switch (code) {
    case 'engine-unreachable':
    case 'timeout':
      return t('connections.noAnswer', {
        why: byCause('unreached', error, { object }) ?? visibleText(message),
      })
    case 'certificate-refused':
      return byCause('certificate', error, certificateOf(error)) ?? general(error)
    case 'engine-failed':
      return t('connections.noEngine', { object, engine })
    case 'not-found':
      // A refusal has the words of whoever answered; without, the connection itself is gone.
      return details.engine === undefined ? general(error) : t('connections.noEngine', { object, engine })
    case 'unsupported':
      return t('connections.cannotUse', { object, why: engine })
    case 'denied':
      if (details.file === undefined) return t('connections.mayNot', { object })
      return details.cause === undefined ? general(error) : fileText(error)
    default:
      return general(error)
  }
}

const general = (error: ErrorData) => errorText(AppError.revive(error))

/** The sentence for what the system or TLS itself called it; null where there is none. */
function byCause(group: string, { details }: ErrorData, values: Record<string, string>): string | null {
  const key = `connections.${group}.${details?.cause}`
  return rawText(key) === null ? null : t(key, values)
}

/** Why a file that leads there cannot be used. */
export function fileText(error: ErrorData): string {
  const { file, reason } = error.details ?? {}
  const why = byCause('file', error, {}) ?? visibleText(String(reason))
  return t('connections.fileUnfit', { file: visibleText(String(file)), why })
}

/** `DNS:engine.example, IP Address:10.0.0.1` is what a certificate says; people read the names. */
function certificateOf({ details }: ErrorData) {
  const names = String(details?.names ?? '').replaceAll(/\b(DNS|IP Address):/g, '')
  return { host: visibleText(String(details?.host)), names: visibleText(names) }
}
