import { shorten, visibleText } from '../shared/visibleText'

/** Text from outside with what cannot be seen written out as `⟨U+202E⟩`, at most `longest` characters of it. */
export function visible(text: string, longest = 60): string {
  const { text: shown, more } = shorten(text, longest)
  return visibleText(shown) + (more > 0 ? '…' : '')
}

/** The same for a menu, where `&` would mark the next character as a shortcut. */
export function menuLabel(text: string): string {
  return visible(text).replaceAll('&', '&&')
}
