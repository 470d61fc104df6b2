import type { ITheme } from '@xterm/xterm'

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const

/** The colours of the window's tokens, as they are now. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const capital = (name: string) => name[0]!.toUpperCase() + name.slice(1)
  return {
    background: token('panel'),
    foreground: token('text'),
    cursor: token('accent'),
    cursorAccent: token('panel'),
    selectionBackground: token('accent-soft'),
    selectionInactiveBackground: token('hover'),
    ...Object.fromEntries(colours.map((name) => [name, token(`ansi-${name}`)])),
    ...Object.fromEntries(colours.map((name) => [`bright${capital(name)}`, token(`ansi-bright-${name}`)])),
  }
}

/** Calls whenever light becomes dark or the other way round; gives what ends that. */
export function onThemeChange(change: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  query.addEventListener('change', change)
  return () => query.removeEventListener('change', change)
}

/** Matches are marked as in logs. The addon takes colours as six digits alone. */
export function matchColours() {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    matchBackground: token('mark'),
    matchOverviewRuler: token('mark'),
    activeMatchBackground: token('mark-current'),
    activeMatchColorOverviewRuler: token('mark-current'),
  }
}
