import type { ErrorData } from '../../../main/contract/errors'
import { AppError } from '../../../main/contract/errors'
import { visibleText } from '../../../main/shared/visibleText'
import { errorText, paramText } from '../../data/errorText'
import { rawText, t } from '../../ui/i18n'

/** Why another engine cannot be spoken with: what helps with Slipway's own one would be wrong advice. */
export function whyNot(error: ErrorData): string {
  const { code, key, details = {} } = error
  const object = visibleText(details.object ?? '')
  switch (code) {
    case 'timeout':
      return t('connections.noAnswer', { why: t('connections.unreached.ETIMEDOUT', { object }) })
    case 'engine-unreachable': {
      const said = details.reason ?? details.engine
      const why = byCause('unreached', error, { object }) ?? (said === undefined ? null : paramText(said))
      return why === null ? general(error) : t('connections.noAnswer', { why })
    }
    case 'certificate-refused':
      return byCause('certificate', error, certificateOf(error)) ?? general(error)
    case 'engine-failed':
    case 'not-found': {
      // A refusal has the words of whoever answered; without, the connection itself is gone.
      const engine = details.why ?? details.engine
      return engine === undefined
        ? general(error)
        : t('connections.noEngine', { object, engine: paramText(engine) })
    }
    default:
      // What is said of the socket of Slipway's own engine would not help.
      return key === 'denied' ? t('connections.mayNot', { object }) : general(error)
  }
}

const general = (error: ErrorData) => errorText(AppError.revive(error))

/** The sentence for what the system or TLS itself called it; null where there is none. */
function byCause(group: string, { details }: ErrorData, values: Record<string, string>): string | null {
  const key = `connections.${group}.${details?.cause}`
  return rawText(key) === null ? null : t(key, values)
}

/** `DNS:engine.example, IP Address:10.0.0.1` is what a certificate says; people read the names. */
function certificateOf({ details }: ErrorData) {
  const names = String(details?.names ?? '').replaceAll(/\b(DNS|IP Address):/g, '')
  return { host: visibleText(String(details?.host)), names: visibleText(names) }
}
