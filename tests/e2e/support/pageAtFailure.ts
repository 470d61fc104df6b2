import { readFileSync } from 'node:fs'
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

/** Lines of a page that are printed at most: a long list says little more. */
const longest = 250

/** Prints what the window showed when a test failed: whoever has only the output of a run cannot open its artefacts. */
export default class PageAtFailure implements Reporter {
  onTestEnd({ title }: TestCase, { attachments }: TestResult): void {
    const context = attachments.find(({ name }) => name === 'error-context')?.path
    if (!context) return
    const [, page] = /```yaml\n([\s\S]*?)\n```/.exec(readFileSync(context, 'utf8')) ?? []
    if (!page) return
    const lines = page.split('\n')
    const more = lines.length > longest ? `\n(and ${lines.length - longest} lines more)` : ''
    process.stdout.write(`\n${title}: the page was\n${lines.slice(0, longest).join('\n')}${more}\n\n`)
  }
}
