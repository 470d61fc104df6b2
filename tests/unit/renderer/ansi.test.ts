import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnsiParser, plainStyle, type Span } from '../../../renderer/features/logs/ansi'
import { styleCss } from '../../../renderer/features/logs/ansiColour'

const parse = (...pieces: string[]) => {
  const parser = createAnsiParser()
  return merge(pieces.flatMap((piece) => parser.push(piece)))
}
/** Neighbouring spans of one style are one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && JSON.stringify(last.style) === JSON.stringify(span.style)) {
      merged[merged.length - 1] = { text: last.text + span.text, style: last.style }
    } else merged.push(span)
  }
  return merged
}
const text = (spans: readonly Span[]) => spans.map((span) => span.text).join('')

describe('colours', () => {
  it('reads the palette, bright colours and attributes', () => {
    expect(parse('a\x1b[1;31mb\x1b[0mc')).toEqual([
      { text: 'a', style: plainStyle },
      { text: 'b', style: { ...plainStyle, bold: true, foreground: 1 } },
      { text: 'c', style: plainStyle },
    ])
    expect(parse('\x1b[97;104mx')[0]?.style).toMatchObject({ foreground: 15, background: 12 })
    expect(parse('\x1b[2;3;4;7;9mx')[0]?.style).toMatchObject({
      dim: true,
      italic: true,
      underline: true,
      inverse: true,
      strike: true,
    })
    expect(parse('\x1b[1;4;31m\x1b[22;24;39mx')[0]?.style).toEqual(plainStyle)
  })

  it('reads 256 and true colours, with semicolons and with colons', () => {
    expect(parse('\x1b[38;5;9mx')[0]?.style.foreground).toBe(9)
    expect(parse('\x1b[38;5;196mx')[0]?.style.foreground).toBe(0x1000000 + 0xff0000)
    expect(parse('\x1b[48;5;255mx')[0]?.style.background).toBe(0x1000000 + 0xeeeeee)
    expect(parse('\x1b[38;2;1;2;3mx')[0]?.style.foreground).toBe(0x1000000 + 0x010203)
    expect(parse('\x1b[38:2::1:2:3mx')[0]?.style.foreground).toBe(0x1000000 + 0x010203)
    expect(parse('\x1b[38:2:1:2:3mx')[0]?.style.foreground).toBe(0x1000000 + 0x010203)
    expect(parse('\x1b[4:3mx')[0]?.style.underline).toBe(true)
    expect(parse('\x1b[38;5;300;1mx')[0]?.style).toEqual({ ...plainStyle, bold: true })
  })

  it('gives plain text no CSS and colours only what is coloured', () => {
    expect(styleCss(plainStyle)).toBe('')
    expect(styleCss({ ...plainStyle, foreground: 1 })).toBe('color:var(--ansi-red)')
    expect(styleCss({ ...plainStyle, foreground: 12, bold: true })).toBe(
      'color:var(--ansi-bright-blue);font-weight:700',
    )
    expect(styleCss({ ...plainStyle, background: 0x1000000 + 0xffffff })).toBe(
      'background:#ffffff;color:#000',
    )
    expect(styleCss({ ...plainStyle, foreground: 0x1000000 + 0xff0000 })).toMatch(/^color:oklch\(clamp\(/)
  })
})

describe('everything else', () => {
  it.each([
    ['cursor movement', 'a\x1b[2Jb\x1b[10;20Hc\x1b[?25ld'],
    ['a title, ended by BEL', 'ab\x1b]0;evil\x07cd'],
    ['a title, ended by ST', 'ab\x1b]2;evil\x1b\\cd'],
    ['a hyperlink', 'ab\x1b]8;;http://evil\x1b\\cd\x1b]8;;\x1b\\'],
    ['the clipboard', 'abcd\x1b]52;c;ZXZpbA==\x07'],
    ['a device control string', 'ab\x1bPevil\x1b\\cd'],
    ['privacy message, start of string, application command', 'a\x1b^x\x1b\\b\x1bXx\x1b\\c\x1b_x\x1b\\d'],
    ['a character set', 'ab\x1b(Bcd'],
    ['single letters', 'a\x1bcb\x1b7c\x1b8d'],
    ['8-bit controls', 'a\u009b31mb\u009d0;x\u009cc\u0090x\u009cd'],
    ['a cancelled sequence', 'ab\x1b[31\x18cd'],
    ['SGR that is not SGR', 'ab\x1b[?31mcd\x1b[>4;2m'],
  ])('drops %s', (_, input) => {
    expect(text(parse(input))).toBe('abcd')
    expect(parse(input).every((span) => span.style.foreground === null || input.includes('31'))).toBe(true)
  })

  it('does not let an unfinished sequence swallow the next line', () => {
    const parser = createAnsiParser()
    expect(parser.push('before\x1b]0;never ended')).toHaveLength(1)
    parser.endLine()
    expect(text(parser.push('after'))).toBe('after')
  })

  it('carries the colour from line to line', () => {
    const parser = createAnsiParser()
    parser.push('\x1b[32mone')
    parser.endLine()
    expect(parser.push('two')[0]?.style.foreground).toBe(2)
  })
})

const pieces = fc.array(
  fc.oneof(
    fc.string(),
    fc.constantFrom(
      '\x1b[31m',
      '\x1b[0m',
      '\x1b[38;5;208m',
      '\x1b[38;2;1;2;3m',
      '\x1b]0;t\x07',
      '\x1b]8;;u\x1b\\',
      '\x1b[2K',
      '\x1bPq\x1b\\',
      '\x1b',
      '\u009b1m',
      '\x1b[',
      '\x18',
      '\x1b(B',
      '\u202e',
      '\x1b[999999999999m',
      '\x07',
    ),
  ),
  { maxLength: 20 },
)

describe('properties', () => {
  it('does not depend on how the text was cut', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(200), { maxLength: 12 }), (parts, cuts) => {
        const whole = parts.join('')
        const bounds = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length]
        const cutUp = bounds.slice(1).map((end, index) => whole.slice(bounds[index], end))
        expect(parse(...cutUp)).toEqual(parse(whole))
      }),
      { numRuns: 500 },
    )
  })

  it('never lets an escape through', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(text(parse(parts.join('')))).not.toMatch(/[\u001b\u0090\u0098\u009b\u009d-\u009f]/)
      }),
      { numRuns: 500 },
    )
  })
})
