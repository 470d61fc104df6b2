import { onScopeDispose } from 'vue'
import { t } from './i18n'
import { chord, isForText, listKeys, type Shortcuts } from './shortcuts'

const layers = '[role="dialog"], [role="alertdialog"], [role="menu"]'

/** Inputs that no text can be typed into. */
const textless: ReadonlySet<string> = new Set([
  'button',
  'checkbox',
  'color',
  'file',
  'image',
  'radio',
  'range',
  'reset',
  'submit',
])

/** Whether keys are for a text there, or choose by their letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.tagName === 'INPUT') return !textless.has((target as HTMLInputElement).type)
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Whether a dialog or a menu is open, which is a place of its own. */
export const isLayerOpen = () => document.querySelector(layers) !== null

function list(shortcuts: Shortcuts, heading: string) {
  const keys = Object.entries(shortcuts).map(([keys, { label }]) => ({ keys, label }))
  onScopeDispose(listKeys({ heading, keys }))
}

/**
 * Keys that work anywhere in the window while the scope lives. Plain keys do nothing while the person types.
 * @param heading under which they are listed
 */
export function useShortcuts(shortcuts: Shortcuts, heading = t('ui.keys.here')): void {
  list(shortcuts, heading)
  function listen(event: KeyboardEvent) {
    const name = chord(event)
    const shortcut = shortcuts[name]
    if (!shortcut || event.defaultPrevented) return
    if (isForText(name) && isTyping(event.target)) return
    // Only Ctrl chords reach past a dialog or a menu.
    if (!name.startsWith('Ctrl+') && isLayerOpen()) return
    event.preventDefault()
    shortcut.run(event)
  }
  window.addEventListener('keydown', listen)
  onScopeDispose(() => window.removeEventListener('keydown', listen))
}

/** Keys that work only within a part, which calls what this gives for each of its key presses. */
export function useKeysWithin(shortcuts: Shortcuts, heading: string): (event: KeyboardEvent) => void {
  list(shortcuts, heading)
  return (event) => {
    const shortcut = shortcuts[chord(event)]
    if (!shortcut) return
    event.preventDefault()
    shortcut.run(event)
  }
}
