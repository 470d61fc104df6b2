import { isTyping } from '../useShortcuts'
import { type Action, actionOfKey } from './action'

/**
 * The keys of actions within the details of an object, which answers to them as its row does.
 * @param row null while it is not known
 * @returns what is called with each key press there
 */
export function detailKeys<T>(
  actions: readonly Action<T>[],
  row: () => T | null | undefined,
  act: (action: Action<T>, row: T) => void,
): (event: KeyboardEvent) => void {
  return (event) => {
    const one = row()
    if (one === null || one === undefined || event.defaultPrevented || isTyping(event.target)) return
    const action = actionOfKey(actions, one, event)
    if (!action) return
    event.preventDefault()
    act(action, one)
  }
}
