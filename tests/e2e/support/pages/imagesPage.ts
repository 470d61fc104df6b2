import { expect, type Locator } from '@playwright/test'
import { ListPage } from './listPage'

/** The list of images, its toolbar and its dialogs. */
export class ImagesPage extends ListPage {
  readonly grid = this.page.getByRole('grid', { name: 'Images' })
  readonly search = this.page.getByRole('searchbox', { name: 'Filter images' })
  readonly bulk = this.page.getByRole('toolbar', { name: 'Actions for the selected images' })
  /** What is on its way to or from the engine, and what failed on it. */
  readonly transfers = this.page.getByRole('list', { name: 'Images on their way' })
  readonly pullDialog = this.dialog('Pull an image')
  readonly reference = this.pullDialog.getByRole('textbox', { name: 'Image' })

  /** What an empty list offers, in any view. */
  readonly build = this.button('Build the welcome image')

  override row(name: string): Locator {
    return this.grid.getByRole('row', { name, exact: true })
  }

  /** Opens the dialog and asks for an image. */
  async pull(reference: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Pull', exact: true }).first().click()
    await expect(this.reference).toBeFocused()
    await this.reference.fill(reference)
    await this.page.keyboard.press('Enter')
  }
}
