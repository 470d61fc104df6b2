import { onScopeDispose } from 'vue'

/** `Ctrl+K`, `Delete`, `/`: the key as KeyboardEvent names it, after its modifiers in this order. */
type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>

const layers = '[role="dialog"], [role="alertdialog"], [role="menu"]'

function chord(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${
    event.shiftKey && event.key.length > 1 ? 'Shift+' : ''
  }${key}`
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

/** Keys that work anywhere in the window while the scope lives. Plain keys do nothing while the person types. */
export function useShortcuts(shortcuts: Shortcuts) {
  function listen(event: KeyboardEvent) {
    const name = chord(event)
    const run = shortcuts[name]
    if (!run || event.defaultPrevented) return
    if (!name.startsWith('Ctrl+') && isTyping(event.target)) return
    // A dialog or a menu is a place of its own: only Ctrl chords reach past it.
    if (!name.startsWith('Ctrl+') && document.querySelector(layers)) return
    event.preventDefault()
    run(event)
  }
  window.addEventListener('keydown', listen)
  onScopeDispose(() => window.removeEventListener('keydown', listen))
}
