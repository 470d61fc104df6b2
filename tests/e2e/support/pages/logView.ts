import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'
import { ContainersPage } from './containersPage'

/** The log of a container or of the engine, with its toolbar. */
export class LogView extends WindowPage {
  readonly log = this.page.getByRole('log', { name: /^Log of / })
  /** What was found in it, as a list. */
  readonly found = this.page.getByRole('log', { name: /^Lines found in / })
  readonly find = this.page.getByRole('searchbox', { name: 'Find in the log' })
  readonly follow = this.page.getByRole('button', { name: 'Follow', exact: true })
  readonly resume = this.page.getByRole('button', { name: /new lines? — Follow$/ })

  /** Opens a container's log from its row. */
  async show(name: string): Promise<void> {
    await new ContainersPage(this.page).press(name, 'Logs')
    await expect(this.page.getByRole('log', { name: `Log of ${name}` })).toBeVisible()
  }

  /** Sets a button of the toolbar that is either on or off. */
  async set(name: 'Timestamps' | 'Wrap lines', on: boolean): Promise<void> {
    const button = this.page.getByRole('button', { name, exact: true })
    if ((await button.getAttribute('aria-pressed')) !== String(on)) await button.click()
    await expect(button).toHaveAttribute('aria-pressed', String(on))
  }

  /** The lines in the document, in order; those far out of sight are not there. */
  async lines(): Promise<readonly string[]> {
    const [text = ''] = await this.log.allInnerTexts()
    return text.split('\n').filter(Boolean)
  }

  /** The lines that can be seen whole. */
  async linesInSight(): Promise<readonly string[]> {
    return this.log.evaluate((log) => {
      const { top, bottom } = log.getBoundingClientRect()
      return [...log.querySelectorAll<HTMLElement>('.log-line')]
        .filter((line) => {
          const box = line.getBoundingClientRect()
          return box.top >= top && box.bottom <= bottom
        })
        .map((line) => line.textContent)
    })
  }

  /** The lines in the list of what was found. */
  async foundLines(): Promise<readonly string[]> {
    const [text = ''] = await this.found.allInnerTexts()
    return text.split('\n').filter((line) => line !== '' && line !== 'See in context')
  }

  /** From the list of what was found to where a line of it stands. */
  async seeInContext(text: string): Promise<void> {
    const line = this.found.locator('.log-line').filter({ hasText: text }).first()
    await line.hover()
    await line.getByRole('button', { name: 'See in context' }).click()
  }

  /** The line that holds a text. */
  line(text: string | RegExp): Locator {
    return this.log.getByText(text).first()
  }

  /** Turns the wheel over the log and waits until it stands still. @param pixels downwards */
  async wheel(pixels: number): Promise<void> {
    await this.log.hover()
    const before = await this.log.evaluate((element) => element.scrollTop)
    await this.page.mouse.wheel(0, pixels)
    await this.log.evaluate(async (element, start) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      for (let last = start, still = 0; still < 6; last = element.scrollTop) {
        await frame()
        still = element.scrollTop === last && last !== start ? still + 1 : 0
      }
    }, before)
  }
}
