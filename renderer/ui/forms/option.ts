/**
 * One suggestion of a Combobox: what is chosen, how it is shown (default: the same), a word beside it, and further words by which
 * it is found.
 */
export interface Option {
  readonly value: string
  readonly label?: string
  readonly hint?: string
  readonly keywords?: string
}

/** Options that hold every word of the text, in the order in which they came; those that begin with it first. */
export function matchOptions(options: readonly Option[], text: string): readonly Option[] {
  const query = text.trim().toLowerCase()
  const words = query.split(/\s+/).filter(Boolean)
  const matching = options.filter((option) => {
    const text = `${shownText(option)} ${option.keywords ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const begins = (option: Option) => shownText(option).toLowerCase().startsWith(query)
  return [...matching.filter(begins), ...matching.filter((option) => !begins(option))]
}

export function shownText({ value, label }: Option): string {
  return label ?? value
}
