import type { LogFilter, LogLevel } from '../../../main/contract/logs'

/** What the person asks for, as it is typed. */
export interface FilterForm {
  text: string
  exclude: string
  regex: boolean
  levels: readonly LogLevel[]
  source: 'any' | 'stdout' | 'stderr'
  /** As a field of date and time has them, in the person's own time; empty for none. */
  since: string
  until: string
}

export const emptyForm = (): FilterForm => ({
  text: '',
  exclude: '',
  regex: false,
  levels: [],
  source: 'any',
  since: '',
  until: '',
})

/** What is looked for; null for nothing. */
export function filterOf(form: FilterForm): LogFilter | null {
  const filter: LogFilter = {
    text: form.text,
    exclude: form.exclude,
    regex: form.regex,
    levels: [...form.levels],
    source: form.source === 'any' ? null : form.source,
    since: timeOf(form.since),
    until: timeOf(form.until),
  }
  const isNothing =
    filter.text === '' &&
    filter.exclude === '' &&
    filter.levels.length === 0 &&
    filter.source === null &&
    filter.since === null &&
    filter.until === null
  return isNothing ? null : filter
}

/** How many of the less usual ones are set: those behind a button. */
export function countMore(form: FilterForm): number {
  const set = [form.exclude, form.since, form.until].filter(Boolean).length
  return set + (form.levels.length > 0 ? 1 : 0) + (form.source === 'any' ? 0 : 1)
}

function timeOf(text: string): number | null {
  const time = text === '' ? Number.NaN : new Date(text).getTime()
  return Number.isNaN(time) ? null : time
}
