import type { LogFilter } from '../contract/logs'
import { hintOf, quoted } from './hint'
import { hintedLines } from './hinted'
import { levelOf } from './level'
import { readLineText, type TextLine } from './line'
import type { ReadPage } from './pageReader'
import { plainText } from './plainText'
import { lineTime } from './scan'
import { createTraceReader } from './traces'

/** Tells which lines of a page are asked for. A trace is one: it is asked for when any of its lines is. */
export interface PageFilter {
  /**
   * @param from the first line that is looked at, by its place in the page
   * @returns places in the page
   */
  matches(page: ReadPage, from?: number): number[]
}

/**
 * What a text or an expression finds, without regard to upper and lower case.
 * @throws SyntaxError for what is no regular expression
 */
export function patternOf(text: string, regex: boolean): RegExp | null {
  return text === '' ? null : new RegExp(regex ? text : quoted(text), 'i')
}

/** @throws SyntaxError as `patternOf` */
export function createPageFilter(filter: LogFilter): PageFilter {
  const wanted = patternOf(filter.text, filter.regex)
  const unwanted = patternOf(filter.exclude, filter.regex)
  const hint = hintOf(filter)
  const levels = new Set<string>(filter.levels)
  const since = filter.since ?? Number.NEGATIVE_INFINITY
  const until = filter.until ?? Number.POSITIVE_INFINITY
  const timed = filter.since !== null || filter.until !== null

  function fits(lines: readonly Omit<TextLine, 'at'>[], at: number): boolean {
    if (timed && !(at >= since && at <= until)) return false
    if (filter.source && lines[0]!.stderr !== (filter.source === 'stderr')) return false
    if (levels.size > 0 && !levels.has(levelOf(lines[0]!.text) ?? '')) return false
    const texts = wanted || unwanted ? lines.map(({ text }) => plainText(text)) : []
    if (wanted && !texts.some((text) => wanted.test(text))) return false
    return !(unwanted && texts.some((text) => unwanted.test(text)))
  }

  return {
    matches(page, from = 0) {
      const found: number[] = []
      const places = hint ? hintedLines(page, hint) : 'any'
      if (places !== 'any' && places.length === 0) return found
      const { bytes, starts } = page
      /** Looks at the lines that belong to one. @returns the first line behind them */
      function look(first: number): number {
        const next = endOfGroup(page, first)
        const lines = []
        for (let line = first; line < next; line++)
          lines.push(readLineText(bytes, starts[line]!, starts[line + 1]!))
        const at = timed ? lineTime(bytes, starts[first]!, starts[first + 1]!) : Number.NaN
        if (fits(lines, at)) for (let line = first; line < next; line++) found.push(line)
        return next
      }
      if (places === 'any') for (let line = from; line < starts.length - 1; ) line = look(line)
      else {
        let behind = from
        for (const line of places) {
          if (line >= behind) behind = look(Math.max(behind, startOfGroup(page, line)))
        }
      }
      return found
    },
  }
}

function endOfGroup({ bytes, starts }: ReadPage, first: number): number {
  const traces = createTraceReader()
  traces.recordGoesOn(bytes, starts[first]!)
  let next = first + 1
  while (next < starts.length - 1 && traces.recordGoesOn(bytes, starts[next]!)) next++
  return next
}

/** How far back the first line of a trace is looked for. */
const longestTrace = 500

function startOfGroup(page: ReadPage, line: number): number {
  for (let first = line; first >= Math.max(0, line - longestTrace); first--) {
    if (createTraceReader().recordGoesOn(page.bytes, page.starts[first]!)) continue
    return first === line ? pythonStart(page, line) : first
  }
  // What it goes on with is before this page.
  return line <= longestTrace ? 0 : line
}

/** The end of a Python traceback is a line like any other, but for what is before it. */
function pythonStart(page: ReadPage, line: number): number {
  if (line === 0 || !createTraceReader().recordGoesOn(page.bytes, page.starts[line - 1]!)) return line
  const first = startOfGroup(page, line - 1)
  return endOfGroup(page, first) > line ? first : line
}
