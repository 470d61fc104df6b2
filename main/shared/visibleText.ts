/**
 * Characters that change what a person reads without being seen themselves: controls, line and paragraph
 * separators, lone surrogates, and what Unicode calls default ignorable (zero-width and bidirectional characters,
 * tags, fillers). Variation selectors only choose between looks of the character before them: emoji need them.
 * Source: Unicode Standard, section 5.21, and Unicode Standard Annex 9, section 2.
 */
const unseen = /(?![\ufe00-\ufe0f])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u

const unseenAll = new RegExp(unseen.source, 'gu')

/** A stretch of text; `hidden` when it stands for one character that would not be seen. */
export interface TextPart {
  readonly text: string
  readonly hidden: boolean
}

const known: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': 'NUL',
  '\u001b': 'ESC',
}

/** The name under which an unseen character is shown, in letters that every font has: `\n`, `ESC`, `U+202E`. */
function standIn(character: string): string {
  const code = character.codePointAt(0)!
  return known[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Splits text so that unseen characters can be shown as what they are. Plain text is one part. */
export function visibleParts(text: string): readonly TextPart[] {
  if (!unseen.test(text)) return [{ text, hidden: false }]
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(unseenAll)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), hidden: false })
    parts.push({ text: standIn(match[0]), hidden: true })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ text: text.slice(from), hidden: false })
  return parts
}

/** The same as one string, for names, titles and messages where no mark-up can go: `a⟨U+202E⟩b`. */
export function visibleText(text: string): string {
  if (!unseen.test(text)) return text
  return text.replace(unseenAll, (character) => `⟨${standIn(character)}⟩`)
}

/** At most `limit` characters of a text, never half a character, and how many were left out. */
export function shorten(text: string, limit: number): { readonly text: string; readonly more: number } {
  if (text.length <= limit) return { text, more: 0 }
  const code = text.charCodeAt(limit - 1)
  const end = code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit
  return { text: text.slice(0, end), more: text.length - end }
}
