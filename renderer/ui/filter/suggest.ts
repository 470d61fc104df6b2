import type { Field } from './field'
import { parseQuery, writeTerm } from './query'

/** What the part of a query at the caret can become. */
export interface Suggestions {
  /** What is replaced. */
  readonly from: number
  readonly to: number
  readonly options: readonly Suggestion[]
}
export interface Suggestion {
  /** What is put there; after a field its value is still to come. */
  readonly text: string
  readonly label: string
  readonly hint: string
}

const most = 8
/** For what has too many values to be named. */
const examples = {
  number: ['>1', '<10'],
  bytes: ['>100MB', '>1GB', '<10MB'],
  age: ['<1h', '<1d', '>7d', '>30d'],
} as const

/** Fields that begin with what was typed or, behind a field, the values that occur, most frequent first. */
export function suggest<T>(
  query: string,
  caret: number,
  fields: readonly Field<T>[],
  rows: readonly T[],
): Suggestions | null {
  const term = parseQuery(query).find(({ from, to }) => from < caret && caret <= to)
  if (!term || (term.quoted && term.field === null)) return null
  const { from, to, negated } = term
  if (term.field === null) {
    const typed = term.value.toLowerCase()
    const options = fields
      .filter(({ key }) => key.startsWith(typed))
      .map(({ key, label }) => ({ text: `${negated ? '-' : ''}${key}:`, label: `${key}:`, hint: label }))
    return options.length === 0 ? null : { from, to, options: options.slice(0, most) }
  }
  const field = fields.find(({ key }) => key === term.field)
  if (!field) return null
  const options = valuesOf(field, rows, term.value.toLowerCase()).map(({ value, hint }) => ({
    text: writeTerm({ field: field.key, value, quoted: false, negated }),
    label: value,
    hint,
  }))
  // The only one is what stands there already.
  if (options.length === 0 || (options.length === 1 && options[0]!.label === term.value)) return null
  return { from, to, options }
}

function valuesOf<T>(field: Field<T>, rows: readonly T[], typed: string) {
  if (field.kind === 'bytes' || field.kind === 'age') {
    return examples[field.kind]
      .filter((value) => value.toLowerCase().startsWith(typed))
      .map((value) => ({ value, hint: '' }))
  }
  const counts = new Map<string, number>()
  for (const row of rows) {
    for (const value of new Set(field.values(row).map(String))) {
      if (value !== '' && value.toLowerCase().includes(typed)) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b, 'en', { numeric: true }))
    .slice(0, most)
    .map(([value, count]) => ({ value, hint: String(count) }))
}
