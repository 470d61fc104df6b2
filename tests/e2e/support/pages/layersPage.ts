import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** An image as strata, and the details of the chosen one. */
export class LayersPage extends WindowPage {
  readonly image = this.page.getByRole('combobox', { name: 'Image' })
  readonly writable = this.page.getByRole('region', { name: 'Writable layers' })
  readonly details = this.page.getByRole('complementary', { name: 'The chosen layer' })

  strata(image: string): Locator {
    return this.page.getByRole('listbox', { name: `Layers of ${image}` })
  }

  /** Chooses an image in the field above the strata. */
  async choose(image: string): Promise<void> {
    await expect(
      this.page
        .getByRole('listbox', { name: /^Layers of/ })
        .or(this.page.getByRole('main').getByRole('heading', { level: 2 }))
        .first(),
    ).toBeVisible()
    await this.image.click()
    await this.image.fill(image)
    await this.page.getByRole('option', { name: image }).first().click()
    await expect(this.strata(image)).toBeVisible()
  }

  /** What each of the strata says, base first. */
  async texts(image: string): Promise<readonly string[]> {
    const texts = await this.strata(image).getByRole('option').allInnerTexts()
    return texts.map((text) => text.replace(/\s+/g, ' ').trim()).reverse()
  }

  /** The colours of the strata, base first. */
  async colours(image: string): Promise<readonly string[]> {
    const options = this.strata(image).getByRole('option')
    return (
      await options.evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor))
    ).reverse()
  }
}
