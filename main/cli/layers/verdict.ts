import type { RuleName, RuleResult } from '../../layers/analysis/diveRules'
import { bytesText, countText } from './quantities'

/** What each rule came to, a line each. */
export function describeResults(results: readonly RuleResult[]): string {
  const width = Math.max(...results.map(({ rule }) => rule.length))
  return results
    .map((result) => `${result.status.padEnd(8)}  ${result.rule.padEnd(width)}  ${figures(result)}`.trimEnd())
    .join('\n')
}

/** What failed, with its figures, in one sentence; null when nothing did. */
export function describeFailures(results: readonly RuleResult[]): string | null {
  const failed = results.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return null
  return failed.map((result) => `${result.rule}: ${figures(result)}`).join('; ')
}

function figures({ rule, status, limit, value }: RuleResult): string {
  if (limit === null) return ''
  const limitText = figure(rule, limit)
  if (value === null) {
    return `nothing lies above the base to take a part of${status === 'failed' ? ', yet bytes are wasted' : ''}`
  }
  const rounded = figure(rule, rule === 'highestWastedBytes' ? value : Number(value.toPrecision(4)))
  // A figure that only rounding makes equal to its limit is said whole.
  const valueText = rounded === limitText ? figure(rule, value) : rounded
  const isLowest = rule === 'lowestEfficiency'
  const [good, bad] = isLowest ? ['not below', 'below'] : ['not above', 'above']
  return `${valueText} is ${status === 'failed' ? bad : good} ${limitText}`
}

function figure(rule: RuleName, value: number): string {
  return rule === 'highestWastedBytes' ? `${bytesText(value)} (${countText(value)} bytes)` : String(value)
}
