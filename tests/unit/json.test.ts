import { expect, test } from 'vitest'
import { NoJsonError, parseJson } from '../../main/base/json'

test.each([
  ['{"auth": "c2VjcmV0"', 1],
  ['{\n  "auth": "c2VjcmV0",\n  auth: "c2VjcmV0"\n}', 3],
  ['{\n  "auth": "c2VjcmV0"\n  "more": 1\n}', 3],
  ['{\n', 2],
  ['', 1],
])('%j is no JSON, which is said without a word of it', (text, line) => {
  const error = thrownBy(() => parseJson(text))
  expect(error.message).not.toContain('c2VjcmV0')
  // Newer parsers tell no place of short texts.
  expect([line, 0]).toContain(error.line)
})

test('the place is told where the parser tells it', () => {
  expect(thrownBy(() => parseJson('[\n1,\n2')).line).toBe(3)
  expect(parseJson('[1]')).toEqual([1])
})

function thrownBy(work: () => unknown): NoJsonError {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(NoJsonError)
    return error as NoJsonError
  }
  return expect.unreachable('it is JSON')
}
