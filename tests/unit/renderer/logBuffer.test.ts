import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../main/contract/containers'
import { createHeldSearch } from '../../../renderer/features/logs/heldLines'
import { lineSegments } from '../../../renderer/features/logs/lineSegments'
import { createLogBuffer } from '../../../renderer/features/logs/logBuffer'
import { textMatches } from '../../../renderer/features/logs/textMatches'

const line = (text: string, source: LogLine['source'] = 'stdout'): LogLine => ({
  at: 1,
  source,
  text,
  cut: 0,
})
const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => line(`line ${from + index}`))

describe('log buffer', () => {
  it('parses lines and tells the two sources apart', () => {
    const buffer = createLogBuffer()
    buffer.append([line('\x1b[31mred\x1b[0m plain\r'), line('oops', 'stderr')])
    expect(buffer.lines.map(({ text, stderr, number }) => ({ text, stderr, number }))).toEqual([
      { text: 'red plain', stderr: false, number: 0 },
      { text: 'oops', stderr: true, number: 1 },
    ])
  })

  it.each([
    ['a progress bar', '\r 10%\r 20%\r100%', '100%'],
    ['a shorter text over a longer one', 'downloading\rdone', 'doneloading'],
    ['one that clears the line first', 'downloading\r\x1b[Kdone', 'done'],
    ['a line that is cleared whole', 'downloading\x1b[2K\rdone', 'done'],
    ['what stands before the cursor cleared', 'downloading\b\b\b\x1b[1K', '         ng'],
    ['backspaces', 'abc\b\bX', 'aXc'],
    ['bold as old programs write it', 'N\bNA\bA', 'NA'],
    ['more backspaces than characters', 'ab\b\b\b\bX', 'Xb'],
    ['characters of two halves, and marks', '\u{1f600}e\u0301\bX', '\u{1f600}X'],
    ['line ends of a terminal', 'plain\r', 'plain'],
  ])('shows what a terminal leaves of %s', (_, written, left) => {
    const buffer = createLogBuffer()
    buffer.append([line(written)])
    expect(buffer.lines.map(({ text }) => text)).toEqual([left])
  })

  it('leaves each character the colour in which it was written last', () => {
    const buffer = createLogBuffer()
    buffer.append([line('\x1b[31mred red\rab\x1b[0m\x1b[32mc')])
    const spans = buffer.lines[0]!.spans.map(({ text, style }) => [text, style.foreground])
    expect(spans).toEqual([
      ['ab', 1],
      ['c', 2],
      [' red', 1],
    ])
  })

  it('does not mix the colours of the two sources', () => {
    const buffer = createLogBuffer()
    buffer.append([line('\x1b[31mred'), line('plain', 'stderr'), line('still red')])
    expect(buffer.lines.map((shown) => shown.spans[0]?.style.foreground)).toEqual([1, null, 1])
  })

  it('holds the newest lines and counts all others as let go', () => {
    const buffer = createLogBuffer(100)
    for (let batch = 0; batch < 60; batch++) {
      buffer.append(many(batch * 50, 50))
      const { lines, total, dropped } = buffer
      expect(lines.length).toBeLessThanOrEqual(100)
      expect(lines.length + dropped).toBe(total)
      expect(lines.at(-1)?.text).toBe(`line ${total - 1}`)
      expect(lines[0]?.number).toBe(dropped)
    }
    expect(buffer.total).toBe(3000)
  })

  it('starts anew after clear', () => {
    const buffer = createLogBuffer(100)
    buffer.append([line('\x1b[31mred')])
    buffer.clear()
    buffer.append([line('plain')])
    expect(buffer.lines).toMatchObject([{ number: 0, text: 'plain' }])
    expect(buffer.lines[0]?.spans[0]?.style.foreground).toBeNull()
    expect(buffer.dropped).toBe(0)
  })

  it('gives a new array after each change, and the same one otherwise', () => {
    const buffer = createLogBuffer()
    buffer.append([line('a')])
    const before = buffer.lines
    expect(buffer.lines).toBe(before)
    buffer.append([line('b')])
    expect(buffer.lines).not.toBe(before)
    expect(before).toHaveLength(1)
  })
})

describe('finding', () => {
  it('finds every line that holds the text, without regard to case, and takes it as it is', () => {
    const buffer = createLogBuffer()
    buffer.append([line('Error: a.c'), line('nothing'), line('abc ERROR error')])
    const { first, found } = createHeldSearch('error').update(buffer.lines)
    expect([first, found.map(({ number, whole }) => [number, whole])]).toEqual([
      0,
      [
        [0, 0],
        [1, 2],
      ],
    ])
    expect(textMatches('error', buffer.lines[2]!)).toEqual([
      { line: 2, start: 4, end: 9 },
      { line: 2, start: 10, end: 15 },
    ])
    expect(createHeldSearch('a.c').update(buffer.lines).found).toHaveLength(1)
  })

  it('agrees with a search from scratch while lines come and go, and numbers stay', () => {
    const buffer = createLogBuffer(200)
    const search = createHeldSearch('7')
    let before = search.update(buffer.lines)
    for (let batch = 0; batch < 80; batch++) {
      buffer.append(many(batch * 37, 37))
      const { first, found } = search.update(buffer.lines)
      expect(found.map(({ text }) => text)).toEqual(
        createHeldSearch('7')
          .update(buffer.lines)
          .found.map(({ text }) => text),
      )
      expect(found.map(({ number }) => number)).toEqual(found.map((_, index) => first + index))
      for (const { number, whole } of before.found.filter((one) => one.number >= first))
        expect(found[number - first]!.whole).toBe(whole)
      before = { first, found: [...found] }
    }
  })
})

describe('segments of a line', () => {
  const shown = (text: string) => {
    const buffer = createLogBuffer()
    buffer.append([line(text)])
    return buffer.lines[0]!
  }

  it('cuts at styles and at matches, and loses no character', () => {
    const one = shown('ab\x1b[31mcd\x1b[0mef')
    const match = { line: 0, start: 1, end: 5 }
    const segments = lineSegments(one, [match], match, 1000)
    expect(segments.map(({ text, mark }) => [text, mark])).toEqual([
      ['a', 'none'],
      ['b', 'current'],
      ['cd', 'current'],
      ['e', 'current'],
      ['f', 'none'],
    ])
    expect(segments[2]?.css).toBe('color:var(--ansi-red)')
  })

  it('keeps tabs, shows what cannot be seen, and stops at the limit', () => {
    expect(
      lineSegments(shown('a\tb\u202Ec'), [], null, 1000).map(({ text, hidden }) => [text, hidden]),
    ).toEqual([
      ['a', false],
      ['\t', false],
      ['b', false],
      ['U+202E', true],
      ['c', false],
    ])
    const long = lineSegments(shown('x'.repeat(5000)), [], null, 3000)
    expect(long.map(({ text }) => text).join('')).toHaveLength(3000)
  })
})
