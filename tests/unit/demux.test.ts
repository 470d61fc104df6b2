import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDemux, type LogPiece } from '../../main/engine/client/demux'
import { cutAt } from '../support/cuts'
import { frame } from '../support/frames'

/** The frames, put together again from their pieces. */
function frames(pieces: readonly LogPiece[]): { source: string; text: string }[] {
  const whole: { source: string; text: string }[] = []
  for (const { source, bytes, starts } of pieces) {
    const text = Buffer.from(bytes).toString('latin1')
    if (starts) whole.push({ source, text })
    else whole.at(-1)!.text += text
  }
  return whole
}

function demux(chunks: readonly Uint8Array[]): LogPiece[] {
  const reader = createDemux('web')
  return chunks.flatMap((chunk) => reader.push(chunk))
}

describe('the demultiplexer', () => {
  it('takes 100,000 small frames in one chunk', () => {
    const chunk = Buffer.concat(Array.from({ length: 100_000 }, (_, index) => frame(1 + (index % 2), 'x')))
    const pieces = demux([chunk])
    expect(pieces).toHaveLength(100_000)
    expect(pieces[1]).toMatchObject({ source: 'stderr', starts: true, ends: true })
  })

  it('does not depend on how the bytes were cut', () => {
    const message = fc.record({
      kind: fc.constantFrom(0, 1, 2, 3),
      text: fc
        .uint8Array({ minLength: 1, maxLength: 30 })
        .map((bytes) => Buffer.from(bytes).toString('latin1')),
    })
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat(), { maxLength: 12 }), (messages, cuts) => {
        const bytes = Buffer.concat(
          messages.map(({ kind, text }) => frame(kind, Buffer.from(text, 'latin1'))),
        )
        const expected = messages.map(({ kind, text }) => ({
          source: ['stdout', 'stdout', 'stderr', 'engine'][kind]!,
          text,
        }))
        expect(frames(demux([bytes]))).toEqual(expected)
        expect(frames(demux(cutAt(bytes, cuts)))).toEqual(expected)
        const single = demux([...bytes].map((byte) => Uint8Array.of(byte)))
        expect(frames(single)).toEqual(expected)
        expect(single.filter(({ ends }) => ends)).toHaveLength(messages.length)
      }),
    )
  })

  it('keeps nothing of a frame that claims 4 GB, and skips empty ones', () => {
    const reader = createDemux('web')
    reader.push(Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255))
    expect(reader.push(Buffer.alloc(1000))).toMatchObject([{ starts: true, ends: false }])
    expect(demux([frame(1, ''), frame(2, 'a')])).toHaveLength(1)
  })

  it('refuses what is not multiplexed', () => {
    for (const text of ['hello world', '\x04\0\0\0\0\0\0\x01x', '\x01\0\x01\0\0\0\0\x01x']) {
      expect(() => demux([Buffer.from(text, 'latin1')])).toThrow(/not multiplexed/)
    }
  })
})
