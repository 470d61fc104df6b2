import type { Page } from '@playwright/test'

/** Watches how evenly the window paints; resolves to a function that ends it and gives the longest gap between two frames, in ms. */
export async function watchFrames(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const watch = { last: performance.now(), longest: 0, running: true }
    const frame = (now: number) => {
      watch.longest = Math.max(watch.longest, now - watch.last)
      watch.last = now
      if (watch.running) requestAnimationFrame(frame)
    }
    requestAnimationFrame((now) => {
      watch.last = now
      requestAnimationFrame(frame)
    })
    Object.assign(globalThis, { frameWatch: watch })
  })
  return () =>
    page.evaluate(() => {
      const { frameWatch } = globalThis as unknown as { frameWatch: { longest: number; running: boolean } }
      frameWatch.running = false
      return Math.round(frameWatch.longest)
    })
}
