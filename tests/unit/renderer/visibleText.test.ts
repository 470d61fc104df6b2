import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shorten, visibleParts, visibleText } from '../../../main/shared/visibleText'

describe('visibleText', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of ['web-1', 'größer', 'контейнер', '容器', 'مرحبا', '<b>bold</b>', 'a 🚢 b', '']) {
      expect(visibleText(text)).toBe(text)
      expect(visibleParts(text)).toEqual([{ text, hidden: false }])
    }
  })

  it('shows controls, zero-width and bidirectional characters by name', () => {
    expect(visibleText('a\u202Eb')).toBe('a⟨U+202E⟩b')
    expect(visibleText('a\u200Bb\uFEFF')).toBe('a⟨U+200B⟩b⟨U+FEFF⟩')
    expect(visibleText('a\nb\u0000\u001b[31m')).toBe('a⟨\\n⟩b⟨NUL⟩⟨ESC⟩[31m')
    expect(visibleText('\u{E0041}')).toBe('⟨U+E0041⟩')
    expect(visibleText('\ud800x')).toBe('⟨U+D800⟩x')
    expect(visibleParts('evil\u202Eexe')).toEqual([
      { text: 'evil', hidden: false },
      { text: 'U+202E', hidden: true },
      { text: 'exe', hidden: false },
    ])
  })

  it('never lets a format or control character through, and loses nothing else', () => {
    const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}\u200b-\u200d\u2060\ufeff]/u
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(unseen)
        const kept = visibleParts(text).filter((part) => !part.hidden)
        let from = 0
        for (const part of kept) {
          from = text.indexOf(part.text, from)
          expect(from).toBeGreaterThanOrEqual(0)
          from += part.text.length
        }
      }),
    )
  })
})

describe('shorten', () => {
  it('keeps short text and counts what it leaves out of a long one', () => {
    expect(shorten('abc', 3)).toEqual({ text: 'abc', more: 0 })
    expect(shorten('abcdef', 4)).toEqual({ text: 'abcd', more: 2 })
  })

  it('never cuts a character in half', () => {
    expect(shorten('ab🚢cd', 3)).toEqual({ text: 'ab', more: 4 })
  })
})
