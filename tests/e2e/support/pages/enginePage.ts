import type { Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** The engine's view, and what every view says about the engine. */
export class EnginePage extends WindowPage {
  readonly main = this.page.getByRole('main')
  /** The engine's name and state in the window's header. */
  readonly connection = this.page.getByRole('group', { name: 'Connection' })
  readonly processes = this.page.getByRole('table', { name: 'Processes' })
  readonly question = this.page.getByRole('alertdialog', { name: 'Stop the engine?' })
  /** Anything that says that something is still under way. */
  readonly busy = this.page
    .locator('[aria-busy="true"]')
    .or(this.page.getByRole('progressbar'))
    .or(this.page.getByRole('status', { name: /^(Loading|Reading)/ }))

  fact(name: string): Locator {
    return this.main.getByRole('term').filter({ hasText: name }).locator('xpath=following-sibling::dd[1]')
  }
}
