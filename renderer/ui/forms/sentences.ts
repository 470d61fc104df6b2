/** What is wrong, in whole sentences, by the path of the field (`ports.0.hostPort`) or of the section (`ports`). */
export type Sentences = Readonly<Record<string, string>>

/** The sentence of a row: that of the first of its fields with which something is wrong. */
export function rowSentence(sentences: Sentences, row: string, parts: readonly string[]): string | null {
  for (const part of parts) {
    const sentence = sentences[`${row}.${part}`]
    if (sentence) return sentence
  }
  return null
}
