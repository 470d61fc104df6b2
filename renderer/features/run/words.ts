/** A command split into words, or where it cannot be. */
export type Split =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly words: readonly string[]; readonly problem: 'quote' | 'backslash' }

/**
 * Splits a command as a POSIX shell splits words: blanks part them, single quotes keep all, double quotes all but the
 * backslash before `" \ $` and backquote, a backslash keeps the next character, and backslash newline is nothing.
 * Nothing is expanded: `$HOME`, `*` and `|` stay what they are.
 * Source: POSIX Shell Command Language, 2.2 Quoting.
 */
export function splitWords(text: string): Split {
  const words: string[] = []
  /** Null between words: `''` is a word of its own. */
  let word: string | null = null
  let quote: '"' | "'" | null = null

  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (quote === "'") {
      if (character === "'") quote = null
      else word += character
    } else if (character === '\\') {
      const next = text[++at]
      if (next === undefined) return { ok: false, words: [...words, word ?? ''], problem: 'backslash' }
      if (next === '\n') continue
      const kept: string = quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next
      word = (word ?? '') + kept
    } else if (quote === '"') {
      if (character === '"') quote = null
      else word += character
    } else if (character === "'" || character === '"') {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote) return { ok: false, words: [...words, word ?? ''], problem: 'quote' }
  if (word !== null) words.push(word)
  return { ok: true, words }
}
