import { expect, test } from 'vitest'
import { escaped } from '../../../build/oneByte'

/** What a program, in text that is half program itself, comes to. */
const resultOf = (code: string): unknown => new Function(`return ${code}`)()
const slash = '\\'

test.each([
  `'wait… “so” it’s 💡'`,
  `\`a → \${1 + 1} → b\``,
  `'${slash}${slash}…'`,
  `'${slash}…'`,
  `'${slash}n→${slash}t'`,
  `'a—b'.split(/—/)`,
  `/[‘’“”]+/.exec('say “”')[0]`,
  `/^💡$/u.test('💡')`,
  `/${slash}→/.test('→')`,
  `'→ é ü'.replace(/[^→]/g, '')`,
  `((größe, ώ) => größe + ώ)(1, 2)`,
  `{ 'ключ': 1 }['ключ'] /* — */`,
])('%s is the same in one byte a character', (code) => {
  expect(escaped(code)).not.toMatch(/[\u0100-\uffff]/)
  expect(resultOf(escaped(code))).toEqual(resultOf(code))
})

test('what is in Latin-1 stays as it is', () => {
  const code = `'größer · 5 µs' + '${slash}u2026' + "${slash}${slash}"`
  expect(escaped(code)).toBe(code)
})
