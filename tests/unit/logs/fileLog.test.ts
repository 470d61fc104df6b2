import {
  appendFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileLog } from '../../../main/logs/fileLog'
import { writeLogRecord } from '../../../main/logs/record'
import { eventually } from '../../support/eventually'
import { type WrittenLog, writtenLog } from '../../support/logFiles'

let written: WrittenLog
beforeEach(() => {
  written = writtenLog()
})
afterEach(() => written.remove())

const numbered = (from: number, to: number, words = 'of many') =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index} ${words}`)
function readBack(log: FileLog): void {
  while (log.back() === 'more');
}
function readOn(log: FileLog): void {
  while (log.forward() !== 'nothing');
}
const texts = (log: FileLog, from = log.first, to = log.end) => log.read(from, to).map(({ text }) => text)

describe('a log in files', () => {
  it('is read from its end, whole, with the number of each line', () => {
    written.write(numbered(0, 50_000))
    const log = written.open()
    expect(log.back()).toBe('more')
    expect(texts(log, -2, 0)).toEqual(['line 49998 of many', 'line 49999 of many'])
    expect(log.first).toBeGreaterThan(-50_000)
    readBack(log)
    expect([log.first, log.end, log.complete]).toEqual([-50_000, 0, true])
    expect(texts(log)).toEqual(numbered(0, 50_000))
    expect(log.read(-50_000, -49_999)[0]!.at).toBe(Date.UTC(2026, 0, 1))
  })

  it('goes on, and a line keeps its number', () => {
    written.write(numbered(0, 100))
    const log = written.open()
    readBack(log)
    written.write(numbered(100, 30_000))
    readOn(log)
    expect([log.first, log.end]).toEqual([-100, 29_900])
    expect(texts(log)).toEqual(numbered(0, 30_000))
  })

  it('has what was put aside, plain and packed', async () => {
    written.write(numbered(0, 9000))
    written.rotate({ packed: true })
    written.write(numbered(9000, 20_000))
    written.rotate()
    written.write(numbered(20_000, 20_010))
    const log = written.open()
    await eventually(() => {
      readBack(log)
      expect(log.complete).toBe(true)
    })
    expect(texts(log)).toEqual(numbered(0, 20_010))
  })

  it('is followed over files that are put aside meanwhile, some between two looks', () => {
    written.write(numbered(0, 10))
    const log = written.open()
    readBack(log)
    for (let turn = 1; turn <= 6; turn++) {
      written.write(numbered(turn * 10, turn * 10 + 10))
      written.rotate()
      if (turn % 3 === 0) readOn(log)
    }
    written.write(numbered(70, 75))
    readOn(log)
    expect(texts(log)).toEqual(numbered(0, 75))
    expect([log.turn, log.gaps]).toEqual([0, 0])
  })

  it('lets go of what the engine does not keep', () => {
    written.write(numbered(0, 10))
    const log = written.open()
    readBack(log)
    for (let turn = 1; turn <= 9; turn++) {
      written.rotate({ keep: 2 })
      written.write(numbered(turn * 10, turn * 10 + 10))
      readOn(log)
    }
    expect(texts(log)).toEqual(numbered(70, 100))
    expect(log.lost).toBe(70)
  })

  it('begins anew when it is cut, also where it has grown past that since', () => {
    written.write(numbered(0, 100))
    const log = written.open()
    readBack(log)
    truncateSync(written.path)
    readOn(log)
    expect([log.turn, log.end - log.first]).toEqual([1, 0])
    written.write(['one', 'two'])
    readOn(log)
    expect(texts(log)).toEqual(['one', 'two'])
    writeFileSync(written.path, '')
    written.write(numbered(0, 300, 'that are others'))
    readOn(log)
    readBack(log)
    expect(log.turn).toBe(2)
    expect(texts(log)).toEqual(numbered(0, 300, 'that are others'))
  })

  it('is read on behind the hole of a file that was emptied under its writer', () => {
    written.write(numbered(0, 30_000))
    const log = written.open()
    readBack(log)
    const { size } = statSync(written.path)
    truncateSync(written.path)
    truncateSync(written.path, size)
    written.write(numbered(0, 10, 'behind it'))
    readOn(log)
    readBack(log)
    const fresh = written.open()
    readBack(fresh)
    expect([texts(log), texts(fresh)]).toEqual([numbered(0, 10, 'behind it'), numbered(0, 10, 'behind it')])
  })

  it('stays readable when it is removed, and waits for one that is not there yet', () => {
    const early = written.open()
    readBack(early)
    expect([early.complete, early.end]).toEqual([true, 0])
    written.write(numbered(0, 100))
    readOn(early)
    const log = written.open()
    readBack(log)
    rmSync(written.path)
    readOn(log)
    expect(texts(log)).toEqual(numbered(0, 100))
    expect(texts(early)).toEqual(numbered(0, 100))
  })

  it('does not follow a link in its place', () => {
    written.write(['secret'])
    renameSync(written.path, `${written.path}-elsewhere`)
    const { path } = written
    rmSync(path, { force: true })
    // A link is no log.
    symlinkSync(`${path}-elsewhere`, path)
    expect(() => written.open()).toThrow()
  })

  it('shows a line of several records as one, its beginning, and how much is left out', () => {
    const part = 'x'.repeat(16_384)
    const time = '2026-01-01T00:00:00.5Z'
    const records = Array.from({ length: 10 }, () => writeLogRecord({ text: part, stderr: false }, time))
    records.push(writeLogRecord({ text: 'end\n', stderr: false }, time))
    // Opened before the line, or in the middle of it.
    for (const begin of [0, 7]) {
      written.write(['before'])
      appendFileSync(written.path, records.slice(0, begin).join(''))
      const log = written.open()
      readBack(log)
      appendFileSync(written.path, records.slice(begin).join(''))
      written.write(['after'])
      readOn(log)
      const lines = log.read(log.end - 2, log.end)
      expect(lines.map(({ text, cut }) => [text.length, cut])).toEqual([
        [65_536, 10 * 16_384 + 3 - 65_536],
        [5, 0],
      ])
    }
    const whole = written.open()
    readBack(whole)
    expect(texts(whole).map((text) => text.slice(0, 6))).toEqual([
      'before',
      'xxxxxx',
      'after',
      'before',
      'xxxxxx',
      'after',
    ])
  })

  it('comes to the same lines however it was cut into what is there and what comes', () => {
    const time = '2026-01-01T00:00:00Z'
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('', '  at frame', 'Traceback (most recent call last):', '\ttab "quoted" \\ <b>&'),
    )
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.array(fc.nat()),
        fc.nat(),
        (lines, places, opened) => {
          const usual = lines.map((text) => text.replace(/[\r\n]/g, ''))
          const bytes = Buffer.from(
            usual.map((text) => writeLogRecord({ text: `${text}\n`, stderr: false }, time)).join(''),
          )
          const cuts = [...new Set([...places, opened].map((place) => place % (bytes.length + 1)))].sort(
            (a, b) => a - b,
          )
          const one = writtenLog()
          writeFileSync(one.path, bytes.subarray(0, cuts[0]))
          const log = one.open()
          for (const [index, cut] of cuts.entries()) {
            appendFileSync(one.path, bytes.subarray(cut, cuts[index + 1]))
            log.forward()
          }
          readOn(log)
          readBack(log)
          const found = texts(log)
          one.remove()
          expect(found).toEqual(usual)
        },
      ),
      { numRuns: 60 },
    )
  })
})
