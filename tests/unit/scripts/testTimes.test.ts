import { describe, expect, it } from 'vitest'
import { playwrightTimes, timesTable, vitestTimes } from '../../../scripts/support/testTimes.mjs'

describe('where the time of a test run went', () => {
  it('is read from Vitest’s report', () => {
    const file = { name: '/tree/tests/unit/ends.test.ts', startTime: 1_000, endTime: 3_500 }
    expect(vitestTimes({ testResults: [file] })).toEqual([{ name: 'ends', seconds: 2.5 }])
  })

  it('is read from Playwright’s report, of all that a file holds', () => {
    const spec = (...durations: number[]) => ({
      tests: [{ results: durations.map((duration) => ({ duration })) }],
    })
    const inner = { file: 'tray.spec.ts', specs: [spec(500)] }
    const file = { file: 'tray.spec.ts', specs: [spec(1_000, 2_000), spec(250)], suites: [inner] }
    expect(playwrightTimes({ suites: [file] })).toEqual([{ name: 'tray', seconds: 3.75 }])
  })

  it('is a line for each step and suite, with the files that took longest', () => {
    const files = Array.from({ length: 20 }, (_, at) => ({ name: `file${at}`, seconds: at }))
    const rootful = { name: 'rootful', seconds: 80, beside: true, files: files.slice(0, 2) }
    expect(
      timesTable([{ name: 'set-up', seconds: 4.4 }, { name: 'unit', seconds: 100, files }, rootful]),
    ).toBe(
      [
        'Where the time went',
        'set-up      4 s',
        'unit      100 s  file19 19, file18 18, file17 17, file16 16, file15 15, file14 14, file13 13, file12 12',
        'rootful    80 s  (beside) file1 1, file0 0',
      ].join('\n'),
    )
  })
})
