import type { ErrorData } from '../../main/contract/errors'
import { AppError } from '../../main/contract/errors'
import { t } from '../i18n'
import { errorText } from '../text/errorText'
import { visibleText } from '../text/visibleText'

/** Why another engine cannot be spoken with: what helps with Slipway's own one would be wrong advice. */
export function whyNot({ code, message, details }: ErrorData): string {
  if (code === 'engine-unreachable' || code === 'timeout') {
    return t('connections.noAnswer', { message: visibleText(message) })
  }
  return errorText(new AppError(code, message, details))
}
