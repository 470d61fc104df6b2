import type { Page } from '@playwright/test'

/**
 * Watches for a row with this name; to be called before what makes it appear.
 * @returns resolves to the moment (ms since 1970) when the frame with the row was painted
 */
export async function appearance(page: Page, name: string): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    const selector = `[role="row"][aria-label="${CSS.escape(wanted)}"]`
    const seen = new Promise<number>((resolve) => {
      const look = () => {
        if (!document.querySelector(selector)) return
        observer.disconnect()
        requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())))
      }
      const observer = new MutationObserver(look)
      observer.observe(document.body, { childList: true, subtree: true, attributes: true })
      look()
    })
    Object.assign(globalThis, { seen })
  }, name)
  return () => page.evaluate(() => (globalThis as unknown as { seen: Promise<number> }).seen)
}
