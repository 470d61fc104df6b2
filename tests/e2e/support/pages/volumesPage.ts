import { expect, type Locator } from '@playwright/test'
import { ListPage } from './listPage'

/** The list of volumes, its toolbar and its dialogs. */
export class VolumesPage extends ListPage {
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
