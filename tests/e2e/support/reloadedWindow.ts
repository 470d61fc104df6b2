import { test as base, expect, launch, type Slipway } from './app'

interface Fixtures {
  /** The window that the tests of a file share; its page is a new one for each. */
  readonly slipway: Slipway
}

/**
 * `test`, with one window for all tests of a file in place of one each: a window is most of a second of a processor's work, and
 * a page a fifth of that. Not for what changes more of the application than its page.
 */
export function testOnReloadedPages() {
  let open: Slipway | undefined
  const test = base.extend<Fixtures>({
    slipway: async ({ engine }, use) => {
      open ??= await launch({ home: engine.home })
      await use(open)
      await open.page.reload()
      await expect(open.page.locator('html[data-ready="true"]')).toBeAttached()
    },
  })
  test.afterAll(() => open?.close())
  return test
}
