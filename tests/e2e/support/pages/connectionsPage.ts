import { expect, type Locator } from '@playwright/test'
import { ContainersPage } from './containersPage'

/** The header's switcher, the dialogs of connections, and what the window says of the active one. */
export class ConnectionsPage extends ContainersPage {
  readonly header = this.page.getByRole('group', { name: 'Connection' })
  readonly menu = this.page.getByRole('menu', { name: 'Connections' })
  readonly alert = this.dialog().getByRole('alert')
  /** What every view says above its list. */
  readonly notice = this.page
    .getByRole('main')
    .getByRole('status')
    .filter({ has: this.page.getByRole('button') })

  field(name: string): Locator {
    return this.dialog().getByRole('textbox', { name, exact: true })
  }
  /** One of the list of all connections. */
  connection(name: string): Locator {
    return this.dialog().getByRole('listitem', { name, exact: true })
  }
  async pressIn(name: string): Promise<void> {
    await this.dialog().getByRole('button', { name, exact: true }).click()
  }

  async openMenu(): Promise<void> {
    await this.header.getByRole('button').click()
    await expect(this.menu.getByRole('menuitemradio', { name: /Slipway engine/ })).toBeVisible()
  }
  async switchTo(name: string | RegExp): Promise<void> {
    await this.openMenu()
    await this.menu.getByRole('menuitemradio', { name }).click()
  }
  async manage(): Promise<void> {
    await this.openMenu()
    await this.menu.getByRole('menuitem', { name: /^All connections…/ }).click()
    await expect(this.dialog('Connections')).toBeVisible()
  }
  /** Opens the dialog that adds one, reached in this way. */
  async startAdding(way: 'Socket' | 'TCP' | 'SSH'): Promise<void> {
    await this.openMenu()
    await this.menu.getByRole('menuitem', { name: 'Add connection…' }).click()
    await this.pressIn(way)
  }
  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, value] of Object.entries(values)) await this.field(name).fill(value)
  }
  async add(): Promise<void> {
    await this.pressIn('Add connection')
  }

  /** The field that is called wrong now, in these words. */
  async expectWrong(name: string, sentence: string | RegExp): Promise<void> {
    await expect(this.field(name)).toHaveAttribute('aria-invalid', 'true')
    await expect(this.field(name)).toHaveAccessibleDescription(sentence)
    await expect(this.field(name)).toBeFocused()
  }
  async expectActive(name: string, state: string): Promise<void> {
    await expect(this.header).toContainText(name)
    await expect(this.header).toContainText(state, { timeout: 90_000 })
  }
}
