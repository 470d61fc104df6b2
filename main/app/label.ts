// Control characters, zero-width ones, and those that turn the direction of text or hide in it.
const invisible = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu

/** Text from outside with what cannot be seen written out as `<U+202E>`, at most `longest` characters of it. */
export function visible(text: string, longest = 60): string {
  const shown = [...text].slice(0, longest).join('')
  const cut = shown.length < text.length ? '…' : ''
  return shown.replace(invisible, name) + cut
}

/** The same for a menu, where `&` would mark the next character as a shortcut. */
export function menuLabel(text: string): string {
  return visible(text).replaceAll('&', '&&')
}

function name(character: string): string {
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`
}
