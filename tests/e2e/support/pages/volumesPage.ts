import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** The list of volumes, its toolbar and its dialogs. */
export class VolumesPage extends WindowPage {
  readonly grid = this.page.getByRole('grid', { name: 'Volumes' })
  readonly search = this.page.getByRole('searchbox', { name: 'Filter volumes' })
  readonly bulk = this.page.getByRole('toolbar', { name: 'Actions for the selected volumes' })
  readonly measure = this.page.getByRole('button', { name: 'Measure sizes' })
  readonly removeUnused = this.page.getByRole('button', { name: 'Remove unused' })
  readonly createDialog = this.dialog('Create a volume')
  readonly name = this.createDialog.getByRole('textbox', { name: 'Name', exact: true }).first()
  readonly driver = this.createDialog.getByRole('combobox', { name: 'Driver' })
  readonly createButton = this.createDialog.getByRole('button', { name: 'Create', exact: true })

  override row(name: string): Locator {
    return this.grid.getByRole('row', { name, exact: true })
  }

  /** Who uses a volume, as its row says. */
  users(name: string): Locator {
    return this.row(name).getByRole('gridcell').nth(2)
  }

  size(name: string): Locator {
    return this.row(name).getByRole('gridcell').nth(4)
  }

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

  /** Opens the dialog of a new volume. */
  async startCreating(): Promise<void> {
    await this.page.getByRole('button', { name: 'Create', exact: true }).first().click()
    await expect(this.name).toBeFocused()
  }

  /** Adds a row of labels or options to it. */
  async addPair(of: 'Label' | 'Option', key: string, value: string): Promise<Locator> {
    const group = this.createDialog.getByRole('group', { name: `${of}s`, exact: true })
    const rows = group.getByRole('group', { name: new RegExp(`^${of} \\d+$`) })
    const before = await rows.count()
    await group.getByRole('button', { name: `Add ${of.toLowerCase()}` }).click()
    const row = rows.nth(before)
    await row.getByRole('textbox', { name: 'Name' }).fill(key)
    await row.getByRole('textbox', { name: 'Value' }).fill(value)
    return row
  }
}
