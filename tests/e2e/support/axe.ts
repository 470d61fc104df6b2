import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { Slipway } from './app'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** Rules that find nothing worse than moderate (axe-core 4.14): a fifth of what axe costs, and left out of what it finds. */
export const neverSerious = [
  'aria-allowed-role',
  'aria-deprecated-role',
  'empty-table-header',
  'focus-order-semantics',
  'form-field-multiple-labels',
  'heading-order',
  'hidden-content',
  'html-xml-lang-mismatch',
  'image-redundant-alt',
  'landmark-banner-is-top-level',
  'landmark-contentinfo-is-top-level',
  'landmark-main-is-top-level',
  'landmark-no-duplicate-banner',
  'landmark-no-duplicate-contentinfo',
  'landmark-no-duplicate-main',
  'landmark-one-main',
  'landmark-unique',
  'meta-viewport-large',
  'no-autoplay-audio',
  'page-has-heading-one',
  'presentation-role-conflict',
  'region',
  'server-side-image-map',
  'skip-link',
  'table-duplicate-name',
]
const without = Object.fromEntries(neverSerious.map((id) => [id, { enabled: false }]))

/**
 * What axe finds serious or critical in the page as it is, one line each.
 * @param rules only these; all when none is named
 */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const which = rules ? { runOnly: { type: 'rule', values: rules } } : { rules: without }
  const found = await page.evaluate(async (chosen) => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: unknown }> }
    }
    const { violations } = await axe.run({
      resultTypes: ['violations'],
      selectors: false,
      ...chosen,
    })
    return violations as Violation[]
  }, which)
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) =>
          `${id} (${help}): ${html.slice(0, 200)} ${failureSummary.split('\n')[1] ?? ''}`,
      ),
    )
}

/** What axe finds light and dark in the window as it is, which is kept as a picture of each; it is left light. */
export function findingsInBoth(slipway: Slipway, name: string): Promise<readonly string[]> {
  return lookedAtInBoth(slipway.page, name, (scheme) => slipway.screen(`${name}-${scheme}`))
}

/** The same of what `pictures.spec` compares with how it looked, and so without a picture. */
export async function lookedAtInBoth(
  page: Page,
  name: string,
  look: (scheme: 'light' | 'dark') => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const findings: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // Only colours differ in the dark.
    const found = await axeFindings(page, colorScheme === 'dark' ? ['color-contrast'] : undefined)
    findings.push(...found.map((finding) => `${name}, ${colorScheme}: ${finding}`))
    await look(colorScheme)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return findings
}
