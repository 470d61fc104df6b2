import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NoJsonError, parseJson } from '../../main/base/json'
import { firstWrong } from '../../main/base/jsonPlace'

test.each([
  ['{"auth": "c2VjcmV0"', 1, 20],
  ['{\n  "auth": "c2VjcmV0",\n  auth: "c2VjcmV0"\n}', 3, 3],
  ['{\n  "auth": "c2VjcmV0"\n  "more": 1\n}', 3, 3],
  ['{\n  "auth": "c2VjcmV0",\n}', 3, 1],
  ['{ "debug": tru', 1, 12],
  ['{ "debug": "a\nb" }', 1, 12],
  ['[1, 02]', 1, 5],
  ['[1 2]', 1, 4],
  ['[1}', 1, 3],
  ['{} x', 1, 4],
  ['{\n', 2, 1],
  ['', 1, 1],
])('%j is no JSON, which is said with the place and without a word of it', (text, line, column) => {
  const error = thrownBy(() => parseJson(text))
  expect(error.message).not.toContain('c2VjcmV0')
  expect([error.line, error.column]).toEqual([line, column])
})

test('what is JSON is not doubted, however it is written', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(firstWrong(text)).toBe(-1)
      expect(parseJson(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('what is not JSON any more is, just as the parser has it', () => {
  const sign = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '-', '0', '.', 'e', 'x', '\\', ' ', '\n')
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), sign, fc.boolean(), (value, at, put, instead) => {
      const text = JSON.stringify(value)
      const place = at % (text.length + 1)
      const changed = text.slice(0, place) + put + text.slice(place + Number(instead))
      expect(firstWrong(changed) === -1, changed).toBe(isJson(changed))
    }),
    { numRuns: 2000 },
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function thrownBy(work: () => unknown): NoJsonError {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(NoJsonError)
    return error as NoJsonError
  }
  return expect.unreachable('it is JSON')
}
