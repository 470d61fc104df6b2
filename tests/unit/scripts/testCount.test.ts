import { describe, expect, it } from 'vitest'
import { countLine, judge, playwrightCount, sum, vitestCount } from '../../../scripts/support/testCount.mjs'

const count = (passed: number, failed = 0, skipped = 0) => ({ passed, failed, skipped })

describe('the count of a test run', () => {
  it('is one plain line', () => {
    expect(countLine(count(12))).toBe('12 passed, 0 failed')
    expect(countLine(sum([count(1, 2, 3), count(4)]))).toBe('5 passed, 2 failed, 3 skipped')
  })

  it('counts what ended badly without a failing test', () => {
    expect(judge(count(3), 0)).toEqual({ count: count(3) })
    expect(judge(count(3, 1), 1)).toEqual({ count: count(3, 1) })
    expect(judge(count(3), 1)).toMatchObject({
      count: count(3, 1),
      complaint: expect.stringContaining('code 1'),
    })
    expect(judge(count(0), 0)).toMatchObject({ count: count(0, 1), complaint: 'ran no test' })
    expect(judge(undefined, 137)).toMatchObject({ count: count(0, 1) })
  })

  it('reads Vitest’s report, a file that could not be loaded included', () => {
    const report = {
      numPassedTests: 4,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
      ],
    }
    expect(vitestCount(report)).toEqual(count(4, 2, 2))
  })

  it('reads Playwright’s report', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
    expect(playwrightCount({ stats, errors: [] })).toEqual(count(6, 1, 2))
    const nothing = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }
    expect(playwrightCount({ stats: nothing, errors: [{}] })).toEqual(count(0, 1))
  })
})
