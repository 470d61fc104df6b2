import type { Action } from '../ui/list/action'
import { notify, notifyError } from './notify'

/** Does something with an object, or says why not; what fails is said too. */
export async function perform<T>(action: Action<T>, row: T): Promise<void> {
  const reason = action.reason?.(row)
  if (reason) return notify(reason)
  try {
    await action.run(row)
  } catch (thrown) {
    await notifyError(thrown)
  }
}
