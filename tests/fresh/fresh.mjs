import { mkdirSync, writeFileSync } from 'node:fs'
import { inRoot, isRoot } from '../../scripts/support/paths.mjs'
import { say } from '../../scripts/support/report.mjs'
import { steps } from './steps.mjs'

/**
 * The two commands, and the package, on a machine that has nothing. For an ordinary user all of it is skipped. What a
 * step leaves is not taken back for the next; after one that fails the others are tried all the same, unless there is no
 * machine to try them on.
 * @returns {Promise<import('../../scripts/support/testCount.mjs').Count>}
 */
export async function fresh() {
  if (!isRoot) return { passed: 0, failed: 0, skipped: steps.length }
  say('\nfresh')
  const results = []
  for (const { name, run } of steps) {
    const started = Date.now()
    const failure = await run().then(
      () => null,
      (error) => error.message,
    )
    const seconds = Math.round((Date.now() - started) / 1000)
    say(`  ${failure === null ? '✓' : '✗'} ${name} (${seconds} s)`)
    if (failure !== null) say(failure.replace(/^/gm, '    '))
    results.push({ name, passed: failure === null, seconds })
    if (failure !== null && results.length === 1) break
  }
  mkdirSync(inRoot('artefacts/reports'), { recursive: true })
  writeFileSync(inRoot('artefacts/reports/fresh.json'), JSON.stringify(results, null, 2))
  const passed = results.filter((result) => result.passed).length
  return { passed, failed: results.length - passed, skipped: steps.length - results.length }
}
