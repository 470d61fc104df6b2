/** One part of a query: `web`, `"two words"`, `state:exited`, `-project:"my shop"`. All parts have to fit. */
export interface Term {
  /** In lower case; null for a word that is looked for anywhere. */
  readonly field: string | null
  readonly value: string
  /** In quotes: a field's value has to be the very same. */
  readonly quoted: boolean
  readonly negated: boolean
  /** Where it stands in the query. */
  readonly from: number
  readonly to: number
}

const fieldStart = /^([a-z][\w-]*):/i

/** Splits what was typed. Nothing is wrong: a quote that is not closed holds all the rest. */
export function parseQuery(query: string): readonly Term[] {
  const terms: Term[] = []
  let at = 0
  while (at < query.length) {
    if (/\s/.test(query[at]!)) {
      at++
      continue
    }
    const from = at
    const negated = query[at] === '-' && /\S/.test(query[at + 1] ?? '')
    if (negated) at++
    const field = fieldStart.exec(query.slice(at))?.[1] ?? null
    if (field !== null) at += field.length + 1
    const { value, quoted, to } = query[at] === '"' ? readQuoted(query, at) : readPlain(query, at)
    terms.push({ field: field?.toLowerCase() ?? null, value, quoted, negated, from, to })
    at = to
  }
  return terms
}

function readPlain(query: string, from: number) {
  const length = query.slice(from).search(/\s/)
  const to = length < 0 ? query.length : from + length
  return { value: query.slice(from, to), quoted: false, to }
}

function readQuoted(query: string, from: number) {
  let value = ''
  let at = from + 1
  while (at < query.length && query[at] !== '"') {
    if (query[at] === '\\' && /["\\]/.test(query[at + 1] ?? '')) at++
    value += query[at++]
  }
  return { value, quoted: true, to: Math.min(at + 1, query.length) }
}

/** A term as it is typed; quotes where they are needed. */
export function writeTerm({ field, value, quoted, negated }: Omit<Term, 'from' | 'to'>): string {
  const needsQuotes = quoted || value === '' || /[\s"]/.test(value)
  const text = needsQuotes ? `"${value.replace(/["\\]/g, '\\$&')}"` : value
  return `${negated ? '-' : ''}${field === null ? '' : `${field}:`}${text}`
}
