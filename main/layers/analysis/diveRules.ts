import { parse } from 'yaml'
import { AppError } from '../../contract/errors'
import type { DiveFigures } from './dive'

export const ruleNames = ['lowestEfficiency', 'highestWastedBytes', 'highestUserWastedPercent'] as const
export type RuleName = (typeof ruleNames)[number]

/** Null for a rule that is switched off. */
export type Rules = Readonly<Record<RuleName, number | null>>

export interface RuleResult {
  readonly rule: RuleName
  readonly status: 'passed' | 'failed' | 'disabled'
  readonly limit: number | null
  /** The image's own figure; null when there is nothing above the base to take a part of. */
  readonly value: number | null
}

/** What dive takes for a rule that the file does not name. */
const defaults: Readonly<Record<RuleName, string>> = {
  lowestEfficiency: '0.9',
  highestWastedBytes: 'disabled',
  highestUserWastedPercent: '0.1',
}

/** How newer versions of dive write them, at the top of the file. */
const otherNames: Readonly<Record<string, RuleName>> = {
  'lowest-efficiency-threshold': 'lowestEfficiency',
  'highest-wasted-bytes': 'highestWastedBytes',
  'highest-user-wasted-percent': 'highestUserWastedPercent',
}

/**
 * Reads the rules of a `.dive-ci` file (YAML). A rule that is not there has dive's own default; `disabled`,
 * `off`, `false` or nothing switches one off.
 * @param name of the file, for errors
 * @throws AppError `invalid-input` for what is no such file: a rule that does not exist would never be
 *   checked
 */
export function readRules(text: string, name: string): Rules {
  const file = parseFile(text, name)
  const known = { file: name, rules: ruleNames }
  const nested = file.rules ?? {}
  if (!isRecord(nested)) throw new AppError('invalid-input/rulesList', known)
  const given: Record<string, unknown> = { ...defaults }
  for (const [key, value] of [
    ...Object.entries(file).filter(([key]) => key !== 'rules'),
    ...Object.entries(nested),
  ]) {
    const rule = ruleNames.find((each) => each === key) ?? otherNames[key]
    if (!rule) throw new AppError('invalid-input/rulesUnknown', { ...known, rule: key })
    given[rule] = value
  }
  const limit = (rule: RuleName, read: (text: string) => number | null): number | null => {
    const written = given[rule] ?? ''
    if (typeof written === 'object') throw new AppError('invalid-input/rulesNested', { file: name, rule })
    const value = String(written).trim()
    if (/^(?:|disabled|off|false)$/i.test(value)) return null
    const number = read(value)
    if (number === null) throw new AppError('invalid-input/rulesValue', { file: name, rule, value })
    return number
  }
  return {
    lowestEfficiency: limit('lowestEfficiency', ratio),
    highestWastedBytes: limit('highestWastedBytes', byteCount),
    highestUserWastedPercent: limit('highestUserWastedPercent', ratio),
  }
}

/** One result a rule, in the order of `ruleNames`. */
export function checkRules(rules: Rules, figures: DiveFigures): RuleResult[] {
  const { wastedBytes } = figures
  const values: Record<RuleName, number | null> = {
    lowestEfficiency: figures.efficiency,
    highestWastedBytes: wastedBytes,
    highestUserWastedPercent: figures.userWastedPercent,
  }
  return ruleNames.map((rule) => {
    const limit = rules[rule]
    const value = values[rule]
    if (limit === null) return { rule, status: 'disabled', limit, value }
    // Whatever is wasted of nothing is too much.
    const wasted = value ?? (wastedBytes > 0 ? Number.POSITIVE_INFINITY : 0)
    const isFailed = rule === 'lowestEfficiency' ? limit > wasted : limit < wasted
    return { rule, status: isFailed ? 'failed' : 'passed', limit, value }
  })
}

function parseFile(text: string, name: string): Record<string, unknown> {
  let file: unknown
  try {
    file = parse(text, { maxAliasCount: 0 }) ?? {}
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n')
    throw new AppError('invalid-input/rulesFile', { file: name, reason })
  }
  if (!isRecord(file)) throw new AppError('invalid-input/rulesNone', { file: name, rules: ruleNames })
  return file
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** From 0 to 1. */
function ratio(text: string): number | null {
  const value = Number(text)
  return value >= 0 && value <= 1 ? value : null
}

const powers = ['', 'k', 'm', 'g', 't', 'p', 'e']

/**
 * `20MB`, `20 MiB`, `1,024`: a unit with an i counts by 1024, any other by 1000; upper and lower case are the
 * same.
 */
function byteCount(text: string): number | null {
  const match = /^([0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)\s*([kmgtpe]?)(i?)b?$/i.exec(text)
  if (!match) return null
  const [, number, unit, binary] = match
  if (binary && !unit) return null
  const value = Number(number!.replaceAll(',', ''))
  return Math.floor(value * (binary ? 1024 : 1000) ** powers.indexOf(unit!.toLowerCase()))
}
