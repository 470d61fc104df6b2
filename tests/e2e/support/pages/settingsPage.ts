import type { Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** The person's choices of how Slipway looks and behaves. */
export class SettingsPage extends WindowPage {
  readonly question = this.page.getByRole('alertdialog', { name: 'Reset to defaults' })
  readonly problem = this.page.getByRole('main').getByRole('alert')

  choice(of: string, name: string): Locator {
    return this.page.getByRole('group', { name: of }).getByRole('button', { name })
  }

  checkbox(name: string): Locator {
    return this.page.getByRole('checkbox', { name })
  }
}
