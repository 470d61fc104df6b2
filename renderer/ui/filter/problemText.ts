import { visibleText } from '../../../main/shared/visibleText'
import { t } from '../i18n'
import type { Field } from './field'
import type { FilterProblem } from './filter'

const bad = { number: 'ui.filter.badNumber', bytes: 'ui.filter.badBytes', age: 'ui.filter.badAge' } as const

/** What is wrong with a part of a query, as a sentence. */
export function problemText<T>(problem: FilterProblem, fields: readonly Field<T>[]): string {
  const { kind = 'text' } = fields.find(({ key }) => key === problem.field) ?? {}
  const field = visibleText(problem.field)
  if (problem.kind === 'unknown-field' || kind === 'text') {
    return t('ui.filter.unknownField', { field, fields: fields.map(({ key }) => key).join(', ') })
  }
  return t(bad[kind], { field, value: visibleText(problem.value) })
}
