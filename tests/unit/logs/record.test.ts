import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPart, readLogRecord, recordTime, writeLogRecord } from '../../../main/logs/record'
import { createTraceReader } from '../../../main/logs/traces'

const bytesOf = (record: string) => Buffer.from(record.trimEnd())

describe('a record', () => {
  it('says what was written, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, stderr) => {
        const well = Buffer.from(text).toString()
        const bytes = bytesOf(writeLogRecord({ text: `${well}\n`, stderr }, '2026-01-01T00:00:00Z'))
        expect(readLogRecord(bytes, 0, bytes.length)).toEqual({ text: `${well}\n`, stderr })
      }),
    )
  })

  it('is read with attributes, with the escapes of the engine, and shown as it is when it is none', () => {
    const written = String.raw`{"log":"\u003cb\u003e\u0009\"x\"\n","stream":"stderr","attrs":{"a":"b"},"time":"2026-01-01T00:00:00Z"}`
    expect(readLogRecord(Buffer.from(written), 0, written.length)).toEqual({
      text: '<b>\t"x"\n',
      stderr: true,
    })
    for (const none of ['', '\0\0\0', '{"log":"cut off', '{"log":"bad \\escape","stream":"stdout"'])
      expect(() => readLogRecord(Buffer.from(none), 0, none.length)).not.toThrow()
  })

  it('has its time, to less than a microsecond', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.nat(999_999),
        (date, rest) => {
          const nano = String(rest).padStart(6, '0')
          const time = date.toISOString().replace('Z', `${nano}Z`)
          const bytes = bytesOf(writeLogRecord({ text: 'x\n', stderr: false }, time))
          expect(Math.abs(recordTime(bytes, 0, bytes.length) - (date.getTime() + rest / 1e6))).toBeLessThan(
            1e-3,
          )
        },
      ),
    )
    const short = bytesOf(writeLogRecord({ text: 'x\n', stderr: false }, '2026-01-01T00:00:00Z'))
    expect(recordTime(short, 0, short.length)).toBe(Date.UTC(2026, 0, 1))
    const elsewhere = bytesOf(writeLogRecord({ text: 'x\n', stderr: false }, '2026-01-01T02:00:00+02:00'))
    expect(recordTime(elsewhere, 0, elsewhere.length)).toBe(Date.UTC(2026, 0, 1))
    expect(recordTime(Buffer.from('no record'), 0, 9)).toBeNaN()
  })

  it('is a part of a line where it is long and has no line end', () => {
    const long = 'x'.repeat(16_384)
    const check = (text: string) => {
      const bytes = bytesOf(writeLogRecord({ text, stderr: false }, '2026-01-01T00:00:00Z'))
      return isPart(bytes, 0, bytes.length)
    }
    expect([
      check(long),
      check(`${long}\n`),
      check(`${long}\\n`),
      check(`${long}\\\n`),
      check('short'),
    ]).toEqual([true, false, true, false, false])
  })
})

describe('a trace', () => {
  const goOn = (lines: readonly string[]) => {
    const traces = createTraceReader()
    return lines.map((line) => (traces.goesOn(line) ? '+' : '-')).join('')
  }
  it('is held together in Java, Python, Go and Node', () => {
    expect(goOn(['Exception in thread', '\tat a.b(C.java:1)', 'Caused by: x', '\t... 3 more', 'next'])).toBe(
      '-+++-',
    )
    const python = [
      'Traceback (most recent call last):',
      '  File "a.py", line 1',
      '    x()',
      'ValueError: bad',
      'next one',
    ]
    expect(goOn(python)).toBe('-+++-')
    expect(
      goOn(['panic: bad', '', 'goroutine 1 [running]:', 'main.main()', '\t/a.go:1 +0x1', 'next one']),
    ).toBe('-++++-')
    expect(goOn(['Error: bad', '    at x (a.js:1:1)', '    at y', 'next'])).toBe('-++-')
    expect(goOn(['one', 'two', ' ', 'three'])).toBe('----')
  })
})
