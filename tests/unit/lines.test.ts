import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter, type Line } from '../../main/base/lines'
import { cutAt } from '../support/cuts'

function split(chunks: readonly Uint8Array[], limit?: number): Line[] {
  const splitter = createLineSplitter(limit)
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}
const texts = (bytes: Uint8Array | string, limit?: number) =>
  split([Buffer.from(bytes)], limit).map(({ text }) => text)

describe('the line splitter', () => {
  it('ends lines at LF and CRLF, and gives the last one without an end', () => {
    expect(texts('one\ntwo\r\n\nthree')).toEqual(['one', 'two', '', 'three'])
    expect(texts('one\n')).toEqual(['one'])
    expect(texts('')).toEqual([])
    expect(texts('10%\r20%\r\n30%\r')).toEqual(['10%\r20%', '30%\r'])
  })

  it('replaces what is not UTF-8 and keeps what is', () => {
    expect(texts(Buffer.from([0x61, 0xff, 0x62, 10, 0xe2, 0x82, 10]))).toEqual(['a\ufffdb', '\ufffd'])
    expect(texts('\ufeff€ 𝄞\n')).toEqual(['\ufeff€ 𝄞'])
  })

  it('keeps the beginning of a long line, up to a whole character, and counts the rest', () => {
    expect(split([Buffer.from('abcdefgh\r\nx\n')], 5)).toEqual([
      { text: 'abcde', cut: 3 },
      { text: 'x', cut: 0 },
    ])
    expect(split([Buffer.from('abcd€\n')], 5)).toEqual([{ text: 'abcd', cut: 3 }])
    expect(split([Buffer.from('abcd€\n')], 6)).toEqual([{ text: 'abcd', cut: 3 }])
    expect(split([Buffer.from('abcd€\r\n')], 7)).toEqual([{ text: 'abcd€', cut: 0 }])
    expect(split([Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80])], 5)).toEqual([
      { text: '\ufffd'.repeat(5), cut: 1 },
    ])
  })

  it('does not depend on how the bytes were cut', () => {
    const character = fc.constantFrom('a', 'b', '\n', '\r', '\r\n', '€', '𝄞', 'ü', '\x1b[1m')
    const bytes = fc.oneof(
      fc.array(character, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array)),
      fc
        .array(fc.constantFrom(10, 13, 0x61, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0xff), { maxLength: 80 })
        .map(Buffer.from),
    )
    fc.assert(
      fc.property(
        bytes,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.integer({ min: 4, max: 40 }),
        (bytes, cuts, limit) => {
          const whole = split([bytes], limit)
          expect(split(cutAt(bytes, cuts), limit)).toEqual(whole)
          expect(
            split(
              [...bytes].map((byte) => Uint8Array.of(byte)),
              limit,
            ),
          ).toEqual(whole)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('loses no byte: what is shown and what is cut make up the line', () => {
    const valid = fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, ''))
    fc.assert(
      fc.property(fc.array(valid), (lines) => {
        const shown = split([Buffer.from(lines.map((line) => `${line}\n`).join(''))], 16)
        expect(shown.map(({ text, cut }) => Buffer.byteLength(text) + cut)).toEqual(
          lines.map((line) => Buffer.byteLength(line)),
        )
      }),
    )
  })

  it('neither keeps nor freezes on a line of 100 MB', () => {
    const splitter = createLineSplitter()
    const block = Buffer.alloc(65_536, 'x')
    splitter.push(block)
    const before = process.memoryUsage().arrayBuffers
    for (let index = 1; index < 1600; index++) expect(splitter.push(block)).toEqual([])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20)
    const [line] = splitter.push(Buffer.from('\n'))
    expect(line!.text).toHaveLength(65_536)
    expect(line!.cut).toBe(1599 * 65_536)
  })
})

it('leaves out what was gone back over, of a line that is too long, however it was cut', () => {
  const bar = Array.from({ length: 300 }, (_, at) => `\r${at} of 300`).join('')
  const bytes = Buffer.from(`${bar}\r\nnext\r\n`)
  for (const size of [1, 2, 3, 7, 50, 64, 1000, bytes.length]) {
    const splitter = createLineSplitter(64, { overwritten: true })
    const lines: Line[] = []
    for (let at = 0; at < bytes.length; at += size)
      lines.push(...splitter.push(bytes.subarray(at, at + size)))
    lines.push(...splitter.end())
    expect(
      lines.map(({ text, cut }) => [text.split('\r').at(-1), cut]),
      `pieces of ${size}`,
    ).toEqual([
      ['299 of 300', 0],
      ['next', 0],
    ])
  }
})
