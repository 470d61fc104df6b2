/**
 * @typedef {{ passed: number, failed: number, skipped: number, times?: import('./testTimes.mjs').Times[] }} Count
 */

/** The plain line that ends a test run. */
export const countLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** @param {Count[]} counts those of the steps of a run, in their order */
export const sum = (counts) => ({
  passed: counts.reduce((all, { passed }) => all + passed, 0),
  failed: counts.reduce((all, { failed }) => all + failed, 0),
  skipped: counts.reduce((all, { skipped }) => all + skipped, 0),
  times: counts.flatMap(({ times = [] }) => times),
})

/**
 * What a suite's report says, with nothing lost: a test file that could not be loaded is a failure, and so is a
 * suite that ended badly though no test failed, that left no report, or that ran no test.
 * @param {Count | undefined} count undefined when there is no report
 * @param {number} code the runner's exit code
 * @returns {{ count: Count, complaint?: string }}
 */
export function judge(count, code) {
  if (!count) return failing({ passed: 0, failed: 0, skipped: 0 }, `left no report (code ${code})`)
  const { passed, failed, skipped } = count
  if (passed + failed + skipped === 0) return failing(count, 'ran no test')
  if (code !== 0 && failed === 0) return failing(count, `ended with code ${code} though no test failed`)
  return { count }
}

const failing = (count, complaint) => ({ count: { ...count, failed: count.failed + 1 }, complaint })

/**
 * Reads Vitest's JSON report.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] }} report
 */
export function vitestCount(report) {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * Reads Playwright's JSON report. A test that passed when tried again has passed.
 * @param {{ stats: Record<string, number>, errors?: object[] }} report
 */
export function playwrightCount({ stats, errors = [] }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    skipped: stats.skipped,
  }
}
