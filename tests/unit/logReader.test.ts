import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LogLine } from '../../main/contract/containers'
import { batches } from '../../main/services/containers/batches'
import { createLogReader } from '../../main/services/containers/logLines'
import { cutAt } from '../support/cuts'
import { frame } from '../support/frames'
import { settled } from '../support/settled'

const stamp = (index: number) => `2026-01-02T03:04:${String(index % 60).padStart(2, '0')}.123456789Z`
const time = (index: number) => Date.parse(stamp(index))

function read(chunks: readonly Uint8Array[], terminal: boolean): LogLine[] {
  const reader = createLogReader(terminal, 'web')
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]
}

/** What Docker's log is made of: a message for each line, or several of 16 KiB for a long one. */
function messages(text: string): string[] {
  const found: string[] = []
  for (const line of text.split(/(?<=\n)/)) {
    for (let at = 0; at < line.length; at += 16_384) found.push(line.slice(at, at + 16_384))
  }
  return found
}

describe('a log', () => {
  it('has its times and sources taken off', () => {
    const bytes = Buffer.concat([
      frame(1, `${stamp(1)} hello\r\n`),
      frame(2, `${stamp(2)} \x1b[31mred\x1b[0m\n`),
      frame(1, `${stamp(3)} \n`),
      frame(1, `${stamp(4)} no end`),
    ])
    expect(read([bytes], false)).toEqual([
      { at: time(1), source: 'stdout', text: 'hello', cut: 0 },
      { at: time(2), source: 'stderr', text: '\x1b[31mred\x1b[0m', cut: 0 },
      { at: time(3), source: 'stdout', text: '', cut: 0 },
      { at: time(4), source: 'stdout', text: 'no end', cut: 0 },
    ])
  })

  it('keeps lines whole when sources take turns within them', () => {
    const bytes = Buffer.concat([
      frame(1, `${stamp(1)} first half, `),
      frame(2, `${stamp(2)} error\n`),
      frame(1, `${stamp(3)} second half\n`),
    ])
    expect(read([bytes], false)).toEqual([
      { at: time(2), source: 'stderr', text: 'error', cut: 0 },
      { at: time(1), source: 'stdout', text: 'first half, second half', cut: 0 },
    ])
  })

  for (const terminal of [false, true]) {
    it(`has no times inside long lines ${terminal ? 'of a terminal' : ''}`, () => {
      const text = `short\n${'x'.repeat(16_384)}\n${'y'.repeat(40_000)}\n${'z'.repeat(100_000)}\nend\n`
      const parts = messages(text).map((message, index) => Buffer.from(`${stamp(index)} ${message}`))
      const bytes = Buffer.concat(terminal ? parts : parts.map((part) => frame(1, part)))
      expect(read([bytes], terminal).map(({ text, cut }) => [text[0], text.length, cut])).toEqual([
        ['s', 5, 0],
        ['x', 16_384, 0],
        ['y', 40_000, 0],
        ['z', 65_536, 34_464],
        ['e', 3, 0],
      ])
    })

    it(`does not depend on how the bytes were cut ${terminal ? '(terminal)' : ''}`, () => {
      const text = fc.array(fc.constantFrom('a', ' ', '€', '\x1b[1m', '2026-01-02T03:04:05Z ', '\r'), {
        maxLength: 12,
      })
      const message = fc.record({
        kind: fc.constantFrom(1, 2),
        text: text.map((parts) => parts.join('')),
        stamped: fc.boolean(),
      })
      fc.assert(
        fc.property(
          fc.array(message, { maxLength: 8 }),
          fc.array(fc.nat(), { maxLength: 10 }),
          (messages, cuts) => {
            const parts = messages.map(({ kind, text, stamped }, index) => {
              const body = `${stamped ? `${stamp(index)} ` : ''}${text}\n`
              return terminal ? Buffer.from(body) : frame(kind, body)
            })
            const bytes = Buffer.concat(parts)
            const whole = read([bytes], terminal)
            expect(whole).toHaveLength(messages.length)
            expect(read(cutAt(bytes, cuts), terminal)).toEqual(whole)
            expect(
              read(
                [...bytes].map((byte) => Uint8Array.of(byte)),
                terminal,
              ),
            ).toEqual(whole)
          },
        ),
      )
    })
  }

  it('without times is shown without them', () => {
    expect(read([frame(1, 'hello world\nagain\n'), frame(1, 'x')], false)).toEqual([
      { at: null, source: 'stdout', text: 'hello world', cut: 0 },
      { at: null, source: 'stdout', text: 'again', cut: 0 },
      { at: null, source: 'stdout', text: 'x', cut: 0 },
    ])
    expect(read([Buffer.from('abc')], true)).toEqual([{ at: null, source: 'stdout', text: 'abc', cut: 0 }])
  })

  it('fails with the words of the engine', () => {
    expect(() => read([frame(3, 'Error grabbing logs: no space left on device')], false)).toThrow(
      expect.objectContaining({ code: 'disk-full', details: expect.objectContaining({ object: 'web' }) }),
    )
  })
})

describe('batches', () => {
  const line = (text: string): LogLine => ({ at: null, source: 'stdout', text, cut: 0 })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function* each(chunks: readonly (LogLine[] | number)[]) {
    for (const chunk of chunks) {
      if (typeof chunk === 'number') await new Promise((resolve) => setTimeout(resolve, chunk))
      else yield chunk
    }
  }

  it('gather what comes within 50 ms, and pass on at once what comes after a silence', async () => {
    vi.useFakeTimers()
    vi.advanceTimersByTime(1000)
    const source = each([[line('a')], 5, [line('b')], 44, [line('c')], 51, [line('d')], 20, [line('e')]])
    const seen: string[] = []
    const reading = (async () => {
      for await (const { lines } of batches(source, () => {}))
        seen.push(lines.map(({ text }) => text).join(''))
    })()
    await vi.runAllTimersAsync()
    await reading
    expect(seen).toEqual(['a', 'bc', 'd', 'e'])
  })

  it('hold at most 64 KB, empty lines counted, and lose nothing', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => line(index % 3 ? String(index) : ''))
    const source = each([lines.slice(0, 15_000), lines.slice(15_000)])
    const seen: LogLine[] = []
    for await (const batch of batches(source, () => {})) {
      expect(batch.lines.length).toBeGreaterThan(0)
      expect(batch.lines.length).toBeLessThanOrEqual(1024)
      seen.push(...batch.lines)
    }
    expect(seen).toEqual(lines)
  })

  it('read at most one chunk ahead of a reader that lags', async () => {
    let read = 0
    async function* endless() {
      for (;;) yield [line(String(read++))]
    }
    const reader = batches(endless(), () => {})
    await reader.next()
    await settled()
    expect(read).toBeLessThanOrEqual(2)
    await reader.return()
  })

  it('release what is being read when their reader leaves', async () => {
    let fail = (_: Error) => {}
    async function* silent() {
      yield [line('a')]
      await new Promise((_, reject) => {
        fail = reject
      })
    }
    const release = vi.fn(() => fail(new Error('released')))
    for await (const _ of batches(silent(), release)) {
      await settled()
      break
    }
    expect(release).toHaveBeenCalledOnce()
  })

  it('pass on what the source throws, after all that came before', async () => {
    async function* failing() {
      yield [line('a')]
      yield [line('b')]
      throw new Error('broken')
    }
    const seen: string[] = []
    const reading = (async () => {
      for await (const { lines } of batches(failing(), () => {})) seen.push(...lines.map(({ text }) => text))
    })()
    await expect(reading).rejects.toThrow('broken')
    expect(seen).toEqual(['a', 'b'])
  })
})
