import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** A list of objects, each with details beside it and a menu of what can be done with it. */
export class ListPage extends WindowPage {
  panel(name: string): Locator {
    return this.page.getByRole('complementary', { name: `Details of ${name}`, exact: true })
  }

  async details(name: string): Promise<Locator> {
    await this.row(name).click()
    await expect(this.panel(name)).toBeVisible()
    return this.panel(name)
  }

  async choose(name: string, action: string): Promise<void> {
    await this.row(name).click({ button: 'right' })
    await this.page
      .getByRole('menu', { name: `Actions of ${name}` })
      .getByRole('menuitem', { name: action, exact: true })
      .click()
  }

  question(name: string | RegExp): Locator {
    return this.page.getByRole('alertdialog', { name })
  }
}
