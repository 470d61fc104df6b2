import { AppError } from '../../main/contract/errors'
import { shorten, visibleText } from '../../main/shared/visibleText'
import { en } from '../../main/texts/en'
import { filled, type Param, type Sentence } from '../../main/texts/sentence'
import { addTexts, t } from '../ui/i18n'

addTexts('en', 'said', en)

/** Characters of a foreign text that a sentence takes up; the details hold all of it. */
const longest = 300

const telling = { sentence: (inner: Sentence) => sentenceText(inner), text: oneLine }

/** What main means, in the window's language. */
export function sentenceText({ code, params }: Sentence): string {
  const known = filled(params, telling)
  return t(`said.${code}`, known, typeof known.n === 'number' ? known.n : undefined)
}

/** A part of such a sentence alone. */
export const paramText = (param: Param): string => String(filled({ param }, telling).param)

/** One sentence or two about a failure: what happened, to which object, what to do next. */
export const errorText = (thrown: unknown): string => sentenceText(AppError.from(thrown).sentence)

/** Foreign text as part of a sentence: on one line, ids as short as people know them but for those of paths, the unseen shown. */
function oneLine(text: string): string {
  const { text: start, more } = shorten(
    text
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/(?<!\/)\b([0-9a-f]{12})[0-9a-f]{52}\b(?!\/)/g, '$1'),
    longest,
  )
  return visibleText(start) + (more > 0 ? '…' : '')
}

/** All that is known about a failure, to be copied into a report. */
export function errorDetails(thrown: unknown): string {
  const { key, details = {}, sentence } = AppError.from(thrown)
  const { code: _, ...known } = filled(details, { sentence: sentenceText, text: (foreign) => foreign })
  const lines = [sentenceText(sentence), `code: ${key}`]
  return [...lines, ...Object.entries(known).map(([name, value]) => `${name}: ${value}`)].join('\n')
}
