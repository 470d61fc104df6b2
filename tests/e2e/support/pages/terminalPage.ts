import type { Locator } from '@playwright/test'
import { expect } from '../app'
import { DockPage } from './dockPage'

/** A terminal in the dock: the one that is in front. */
export class TerminalPage extends DockPage {
  readonly panel = this.region.getByRole('tabpanel')
  readonly screen = this.panel.locator('.xterm-rows')
  readonly input = this.panel.getByRole('textbox', { name: /^Terminal of / })
  readonly status = this.panel.getByRole('status').first()

  /** Waits until all of the lines that are in sight show this. */
  async shows(text: string | RegExp): Promise<void> {
    await expect(this.screen).toContainText(text)
  }

  /** Types a line into the terminal that has the focus. */
  async run(line: string): Promise<void> {
    await this.input.focus()
    await this.page.keyboard.type(`${line}\n`)
  }

  /** Pastes as the browser does. */
  async paste(text: string): Promise<void> {
    await this.input.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  }

  override tab(name: string): Locator {
    return this.region.getByRole('tab', { name, exact: true })
  }

  override button(name: string): Locator {
    return this.region.getByRole('button', { name, exact: true })
  }
}
