import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogFilter } from '../../../main/contract/logs'
import { createPageFilter } from '../../../main/logs/filter'
import { levelOf } from '../../../main/logs/level'
import { writeLogRecord } from '../../../main/logs/record'
import { scan } from '../../../main/logs/scan'
import { createTraceReader } from '../../../main/logs/traces'
import { noFilter } from '../../support/noFilter'

const colours = /\[[\d;]*m/g
const part = fc.constantFrom(
  'error',
  'ERROR ',
  'Needle',
  'needle <b>',
  '"quoted"',
  'back\\slash',
  '\u001b[31mred\u001b[0m',
  'é',
  ' ',
  'level=warn ',
  'E1130 12:00:00',
  '<3>',
  '{"level":50}',
  'x',
  // A page is looked through in parts; what is longer than one of them is looked at whole.
  'y'.repeat(3000),
  'y'.repeat(9000),
)
const begin = fc.constantFrom(
  '',
  '',
  '',
  '  ',
  '\t',
  'Caused by: ',
  'Traceback (most recent call last):',
  'ValueError: ',
)
const lines = fc.array(
  fc.tuple(begin, fc.array(part, { maxLength: 4 })).map(([start, parts]) => start + parts.join('')),
  { maxLength: 30 },
)

/** The same, line by line. */
function plainly(texts: readonly string[], { text, exclude, levels }: LogFilter): number[] {
  const groups: number[][] = []
  const traces = createTraceReader()
  for (const [index, each] of texts.entries()) {
    // A trace may be begun by what its last line is taken for; each group is told by itself.
    const goesOn = traces.goesOn(each.slice(0, 32))
    if (goesOn && groups.length > 0) groups.at(-1)!.push(index)
    else groups.push([index])
  }
  const has = (group: readonly number[], wanted: string) =>
    group.some((index) =>
      texts[index]!.replaceAll('\u001b', '')
        .replace(colours, '')
        .toLowerCase()
        .includes(wanted.toLowerCase()),
    )
  return groups
    .filter((group) => text === '' || has(group, text))
    .filter((group) => exclude === '' || !has(group, exclude))
    .filter((group) => levels.length === 0 || levels.includes(levelOf(texts[group[0]!]!)!))
    .flat()
}

describe('a search of a page', () => {
  it('finds what a look at each line finds, however much of it is passed over', () => {
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom('', 'needle', 'error', 'needle <B>', '"quoted"', 'k\\s', 'red', 'x', 'é', 'none'),
        fc.constantFrom('', 'x', 'red'),
        fc.subarray(['warn', 'error'] as const),
        (texts, text, exclude, levels) => {
          const records = texts.map((each) =>
            writeLogRecord({ text: `${each}\n`, stderr: false }, '2026-01-01T00:00:00Z'),
          )
          const bytes = Buffer.from(records.join(''))
          const filter = { ...noFilter, text, exclude, levels: [...levels] }
          const page = { bytes, starts: scan(bytes).starts }
          expect(createPageFilter(filter).matches(page)).toEqual(plainly(texts, filter))
        },
      ),
      { numRuns: 500 },
    )
  })
})
