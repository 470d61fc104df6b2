import { AppError } from '../../main/contract/errors'
import { shorten, visibleText } from '../../main/shared/visibleText'
import { rawText, t } from '../ui/i18n'

/** Characters of a foreign text that a sentence takes up; the details hold all of it. */
const longest = 300

/**
 * One sentence or two about a failure: what happened, to which object, what to do next. The locale file has one
 * for each code, and more telling ones for what the details know: `error.denied-port` when they name a port.
 * Where a placeholder is not in the details, main's own message stands in.
 */
export function errorText(thrown: unknown): string {
  const error = AppError.from(thrown)
  const { code, details = {} } = error
  const known: Record<string, string> = { message: oneLine(error.message) }
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined || value === '') continue
    known[name] = oneLine(Array.isArray(value) ? value.join(', ') : String(value))
  }
  const keys = [...Object.keys(known).map((name) => `error.${code}-${name}`), `error.${code}`]
  for (const key of keys) {
    const template = rawText(key)
    if (template === null) continue
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    if (names.every((name) => name in known)) return t(key, known)
  }
  return known.message!
}

/** Foreign text as part of a sentence: on one line, ids as short as people know them, the unseen shown. */
function oneLine(text: string): string {
  const { text: start, more } = shorten(
    text
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1'),
    longest,
  )
  return visibleText(start) + (more > 0 ? '…' : '')
}

/** All that is known about a failure, to be copied into a report. */
export function errorDetails(thrown: unknown): string {
  const error = AppError.from(thrown)
  const lines = [errorText(error), `code: ${error.code}`, `message: ${error.message}`]
  for (const [name, value] of Object.entries(error.details ?? {})) {
    lines.push(`${name}: ${Array.isArray(value) ? value.join(', ') : value}`)
  }
  return lines.join('\n')
}
