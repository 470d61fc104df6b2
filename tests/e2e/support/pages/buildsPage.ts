import type { Locator } from '@playwright/test'
import { expect } from '../app'
import { WindowPage } from '../pages'

/** Builds, the form that begins one, and the steps of one. */
export class BuildsPage extends WindowPage {
  get form(): Locator {
    return this.dialog('Build an image')
  }
  get formButton(): Locator {
    return this.form.getByRole('button', { name: 'Build', exact: true })
  }
  get steps(): Locator {
    return this.page.getByRole('list', { name: /^Steps of / })
  }

  async show(): Promise<void> {
    await this.open('Images')
    await this.page.getByRole('link', { name: 'Builds', exact: true }).click()
    await expect(this.page.getByRole('heading', { level: 1, name: 'Builds' })).toBeVisible()
  }

  /** Opens the form and chooses a folder; which one the desktop answers is set before. */
  async choose(): Promise<void> {
    await this.button('Build').first().click()
    await this.form.getByRole('button', { name: 'Choose a folder…' }).click()
  }

  panel(name: string): Locator {
    return this.page.getByRole('complementary', { name: `Build of ${name}` })
  }

  /** How the build stands; below it, while it is read, is said that it is. */
  state(name: string): Locator {
    return this.panel(name).getByRole('status').first()
  }

  /** The step with this text. */
  step(text: string | RegExp): Locator {
    return this.steps.getByRole('listitem').filter({ hasText: text })
  }
}
