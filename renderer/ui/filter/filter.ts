import { atOnce, rowsBetweenPauses, type Work } from '../slices'
import type { Field, FieldValue } from './field'
import { fitsQuantity, parseQuantity } from './quantity'
import { parseQuery, type Term } from './query'

/** A part of the query that filters nothing, and why. */
export interface FilterProblem {
  readonly kind: 'unknown-field' | 'bad-value'
  readonly field: string
  readonly value: string
}

/** Where a row has what was looked for. */
export interface FoundRows<T> {
  readonly field: Field<T>
  readonly value: FieldValue
}

export interface Filtered<T> {
  readonly rows: readonly T[]
  readonly problems: readonly FilterProblem[]
  /**
   * Where a row that is not in plain sight has what was looked for; null when all of it can be seen.
   * @param columns keys of those that are shown
   */
  why(row: T, columns: ReadonlySet<string>): FoundRows<T> | null
}

/** The values of a row that a term fits, best seen first come those of the fields declared first. */
type Finder<T> = (row: T) => readonly FoundRows<T>[]

interface Test<T> {
  readonly negated: boolean
  readonly find: Finder<T>
}

/**
 * The rows that fit every part of a query; the very list when nothing is filtered. A part that makes no sense filters nothing
 * and is told instead. What looks like an unknown field may be text (`busybox:latest`): it is that when some row has it.
 * @param now in ms since 1970, for ages
 */
export function* filtering<T>(
  rows: readonly T[],
  query: string,
  fields: readonly Field<T>[],
  now: number,
): Work<Filtered<T>> {
  const problems: FilterProblem[] = []
  const tests: Test<T>[] = []
  for (const term of parseQuery(query)) {
    const { negated, value } = term
    if (value === '') continue
    const field = fields.find(({ key }) => key === term.field)
    if (field) {
      const find = finderOf(field, term, now)
      if (find) tests.push({ negated, find })
      else problems.push({ kind: 'bad-value', field: field.key, value })
    } else if (term.field === null) {
      tests.push({ negated, find: wordFinder(fields, value) })
    } else {
      const find = wordFinder(fields, `${term.field}:${value}`)
      const isText = (yield* fitting(rows, (row) => find(row).length > 0, 1)).length > 0
      if (isText) tests.push({ negated, find })
      else problems.push({ kind: 'unknown-field', field: term.field, value })
    }
  }
  const fits = (row: T) => tests.every(({ negated, find }) => find(row).length > 0 !== negated)
  return {
    rows: tests.length === 0 ? rows : yield* fitting(rows, fits),
    problems,
    why(row, columns) {
      for (const { negated, find } of tests) {
        if (negated) continue
        const found = find(row)
        if (found[0] && !found.some((one) => isInSight(one, row, columns))) return found[0]
      }
      return null
    },
  }
}

/** As `filtering`, at once. */
export const filterRows = <T>(...asked: Parameters<typeof filtering<T>>): Filtered<T> =>
  atOnce(filtering(...asked))

/** @param most after so many no more are looked for */
function* fitting<T>(
  rows: readonly T[],
  fits: (row: T) => boolean,
  most = Number.POSITIVE_INFINITY,
): Work<readonly T[]> {
  const found: T[] = []
  for (const [at, row] of rows.entries()) {
    if (at % rowsBetweenPauses === rowsBetweenPauses - 1) yield
    if (fits(row) && found.push(row) >= most) break
  }
  return found
}

function isInSight<T>({ field, value }: FoundRows<T>, row: T, columns: ReadonlySet<string>): boolean {
  if (field.column === undefined || !columns.has(field.column)) return false
  return field.isShown?.(row, value) ?? true
}

function wordFinder<T>(fields: readonly Field<T>[], word: string): Finder<T> {
  const wanted = word.toLowerCase()
  const searched = fields.filter(({ words }) => (typeof words === 'function' ? words(wanted) : words))
  return (row) =>
    searched.flatMap((field) => {
      const value = field.values(row).find((one) => fitsText(field, String(one), wanted))
      return value === undefined ? [] : [{ field, value }]
    })
}

function fitsText<T>({ match }: Field<T>, value: string, wanted: string): boolean {
  const text = value.toLowerCase()
  return match === 'start' ? text.startsWith(wanted) : text.includes(wanted)
}

/** Null when the term's value is none that the field can have. */
function finderOf<T>(field: Field<T>, { value, quoted }: Term, now: number): Finder<T> | null {
  const { kind = 'text' } = field
  let fits: (one: FieldValue) => boolean
  if (kind === 'text') {
    const wanted = value.toLowerCase()
    fits = (one) => (quoted ? String(one).toLowerCase() === wanted : fitsText(field, String(one), wanted))
  } else {
    const quantity = parseQuantity(value, kind)
    if (!quantity) return null
    fits = (one) => fitsQuantity(kind === 'age' ? now - Number(one) : Number(one), quantity)
  }
  return (row) =>
    field
      .values(row)
      .filter(fits)
      .map((one) => ({ field, value: one }))
}
