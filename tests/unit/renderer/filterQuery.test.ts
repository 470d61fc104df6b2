import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitsQuantity, parseQuantity } from '../../../renderer/ui/filter/quantity'
import { parseQuery, writeTerm } from '../../../renderer/ui/filter/query'

const bare = (query: string) => parseQuery(query).map(({ from: _, to: __, ...term }) => term)
const term = (value: string, more: object = {}) => ({
  field: null,
  value,
  quoted: false,
  negated: false,
  ...more,
})

describe('a query', () => {
  it('is words, fields, quotes and what must not be', () => {
    expect(bare('web state:exited -project:"my shop" "two words" -old')).toEqual([
      term('web'),
      term('exited', { field: 'state' }),
      term('my shop', { field: 'project', quoted: true, negated: true }),
      term('two words', { quoted: true }),
      term('old', { negated: true }),
    ])
  })

  it('takes what is not finished as it stands', () => {
    expect(bare('state:')).toEqual([term('', { field: 'state' })])
    expect(bare('project:"my sh')).toEqual([term('my sh', { field: 'project', quoted: true })])
    expect(bare('- a-b 8080:80 :x')).toEqual([term('-'), term('a-b'), term('8080:80'), term(':x')])
    expect(bare('LABEL:a:b=c')).toEqual([term('a:b=c', { field: 'label' })])
  })

  it('keeps every term through writing and reading, whatever is in it', () => {
    const terms = fc.record({
      field: fc.option(fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/), { nil: null }),
      value: fc.string({ unit: 'grapheme' }),
      quoted: fc.constant(true),
      negated: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(terms, { maxLength: 6 }), (wanted) => {
        expect(bare(wanted.map(writeTerm).join(' '))).toEqual(wanted)
      }),
    )
  })

  it('quotes only what needs it', () => {
    expect(writeTerm(term('exited', { field: 'state' }))).toBe('state:exited')
    expect(writeTerm(term('my shop', { field: 'project', negated: true }))).toBe('-project:"my shop"')
  })

  it('has every visible character in exactly one term, in order, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ':', '-', '"', ' ', '\\', '\t', 'é') }), (query) => {
        let at = 0
        for (const { from, to } of parseQuery(query)) {
          expect(query.slice(at, from)).toMatch(/^\s*$/)
          expect(to).toBeGreaterThan(from)
          at = to
        }
        expect(query.slice(at)).toMatch(/^\s*$/)
      }),
    )
  })
})

describe('a quantity', () => {
  const fits = (actual: number, text: string, kind: 'number' | 'bytes' | 'age') =>
    fitsQuantity(actual, parseQuantity(text, kind)!)
  const day = 24 * 60 * 60 * 1000

  it('compares bytes in the units that sizes are shown in', () => {
    expect(fits(100_000_001, '>100MB', 'bytes')).toBe(true)
    expect(fits(100_000_000, '>100mb', 'bytes')).toBe(false)
    expect(fits(100_000_000, '>=100M', 'bytes')).toBe(true)
    expect(fits(1024, '=1KiB', 'bytes')).toBe(true)
    expect(fits(4_263_840, '4.26MB', 'bytes')).toBe(true)
    expect(fits(4_273_840, '4.26MB', 'bytes')).toBe(false)
    expect(fits(999, '<1kB', 'bytes')).toBe(true)
  })

  it('compares ages, which are shown cut off', () => {
    expect(fits(8 * day, '>7d', 'age')).toBe(true)
    expect(fits(7 * day, '>7d', 'age')).toBe(false)
    expect(fits(7.9 * day, '7d', 'age')).toBe(true)
    expect(fits(8 * day, '7d', 'age')).toBe(false)
    expect(fits(30 * 60_000, '<1h', 'age')).toBe(true)
    expect(fits(day * 8, '>1w', 'age')).toBe(true)
    expect(fits(day * 31, '>1mo', 'age')).toBe(true)
    expect(fits(day * 366, '>1y', 'age')).toBe(true)
    expect(fits(90_000, '>1m', 'age')).toBe(true)
    expect(fits(90_000, '<100s', 'age')).toBe(true)
  })

  it('compares numbers', () => {
    expect(fits(8080, '8080', 'number')).toBe(true)
    expect(fits(80800, '8080', 'number')).toBe(false)
    expect(fits(0, '=0', 'number')).toBe(true)
    expect(fits(137, '>=137', 'number')).toBe(true)
    expect(fits(3, '<=2', 'number')).toBe(false)
  })

  it('is none where there is none', () => {
    for (const text of ['', '>', '1x', '7', 'banana', '-1d', '1d2h', '1..2d', '>>1d']) {
      expect(parseQuantity(text, 'age'), text).toBeNull()
    }
    for (const text of ['>MB', '5s', '1e9', '0x10']) expect(parseQuantity(text, 'bytes'), text).toBeNull()
    for (const text of ['1k', 'a', '1,5']) expect(parseQuantity(text, 'number'), text).toBeNull()
  })

  it('is below, at or above what was typed, and only one of them, for whole numbers', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (actual, typed) => {
        const results = ['<', '=', '>'].filter((sign) => fits(actual, `${sign}${typed}`, 'number'))
        expect(results).toHaveLength(1)
        expect(fits(actual, `>=${typed}`, 'number')).toBe(!fits(actual, `<${typed}`, 'number'))
      }),
    )
  })
})
