// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what an escape sequence begins with
const sequence = /\u001b\[[\d;]*[A-Za-z]/g
/** The same as it stands in a record. */
const written = /\\u001b\[[\d;]*[A-Za-z]/gi

/** A line without its colours. */
export function plainText(text: string): string {
  return text.includes('\u001b') ? text.replace(sequence, '') : text
}

/** Records without the colours of their lines. */
export function plainRecords(text: string): string {
  return text.includes('\\u001b') ? text.replace(written, '') : text
}
