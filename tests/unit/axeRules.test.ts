import axe from 'axe-core'
import { expect, test } from 'vitest'
import { neverSerious } from '../e2e/support/axe'

interface Rule {
  readonly id: string
  readonly impact: string
  readonly any: readonly Check[]
  readonly all: readonly Check[]
  readonly none: readonly Check[]
}
type Check = string | { readonly id: string }
interface Audit {
  readonly rules: readonly Rule[]
  readonly checks: Readonly<Record<string, { readonly impact?: string }>>
}

test('axe is asked for every rule that can find something serious', () => {
  // Not declared: which rule has which checks, and how bad is what they find.
  const { rules, checks } = (axe as unknown as { _audit: Audit })._audit
  const impacts = ({ impact, any, all, none }: Rule) => [
    impact,
    ...[...any, ...all, ...none].map((check) => checks[typeof check === 'string' ? check : check.id]?.impact),
  ]
  const serious = rules.filter((rule) =>
    impacts(rule).some((impact) => impact === 'serious' || impact === 'critical'),
  )
  expect(serious.length).toBeGreaterThan(50)
  expect(serious.map(({ id }) => id).filter((id) => neverSerious.includes(id))).toEqual([])
  const known = rules.map(({ id }) => id)
  expect(neverSerious.filter((id) => !known.includes(id))).toEqual([])
})
