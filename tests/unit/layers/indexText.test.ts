import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytesOf, textOf } from '../../../main/layers/pathText'

it.each([
  ['résumé 日本 🚢', 'résumé 日本 🚢'],
  ['system-systemd\\x2dcryptsetup.slice', 'system-systemd\\x2dcryptsetup.slice'],
  [Buffer.from('caf\xe9.txt', 'latin1'), 'caf\\xe9.txt'],
  [Buffer.from([0xef, 0xbb, 0xbf, 0x61]), '\ufeffa'],
  [Buffer.from([0xed, 0xa0, 0x80]), '\\xed\\xa0\\x80'],
  [Buffer.from([0xe2, 0x82]), '\\xe2\\x82'],
  [Buffer.from([0xc0, 0xaf]), '\\xc0\\xaf'],
  ['looks like \\xe9', 'looks like \\x5cxe9'],
  [Buffer.from('\\xe9\xe9', 'latin1'), '\\x5cxe9\\xe9'],
])('a name reads as itself, and what is not UTF-8 as its bytes: %s', (bytes, text) => {
  expect(textOf(Buffer.from(bytes as string))).toBe(text)
})

it('loses nothing, whatever the bytes are', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.constantFrom('\\', '\\x', '\\xe9', '\\x5c', '\\x5cxe9', 'é', '🚢').map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const bytes = Buffer.concat(pieces)
      expect(Buffer.from(bytesOf(textOf(bytes)))).toEqual(bytes)
    }),
    { numRuns: 5000 },
  )
})
