import { untilAborted } from '../base/latch'
import { AppError } from '../contract/errors'

/**
 * The file that the person chooses; who calls it off meanwhile leaves the dialog to itself.
 * @throws AppError `cancelled`
 */
export async function chosenPath(choosing: Promise<string | null>, signal: AbortSignal): Promise<string> {
  const path = await untilAborted(choosing, signal)
  if (!path) throw new AppError('cancelled')
  return path
}
