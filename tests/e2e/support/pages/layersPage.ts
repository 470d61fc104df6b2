import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** An image, a container or an archive as strata, with its files, and the details of what is chosen. */
export class LayersPage extends WindowPage {
  readonly image = this.page.getByRole('combobox', { name: 'Image or container' })
  readonly writable = this.page.getByRole('region', { name: 'Writable layers' })
  readonly details = this.page.getByRole('complementary', { name: 'The chosen layer' })
  /** What is known of the chosen path. */
  readonly path = this.page.getByRole('complementary', { name: 'The chosen path' })
  readonly content = this.page.getByRole('region', { name: 'Files, bytes and waste' })
  readonly files = this.content.getByRole('treegrid')
  /** The files that a filter found, as a list of paths. */
  readonly found = this.content.getByRole('grid')
  readonly waste = this.content.getByRole('grid', { name: 'Paths whose bytes could be got back' })
  readonly filter = this.content.getByRole('searchbox', { name: 'Filter paths' })
  /** What the directory that the treemap shows consists of. */
  readonly parts = this.content.getByRole('list', { name: /^What is in / })

  strata(image: string): Locator {
    return this.page.getByRole('listbox', { name: `Layers of ${image}` })
  }

  /** One of the strata, counted from the base, which is 1. */
  layer(number: number): Locator {
    return this.page
      .getByRole('listbox', { name: /^Layers of/ })
      .getByRole('option', { name: new RegExp(`^Layer ${number}:`) })
  }

  /** Chooses an image or a container in the field above the strata. */
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

  /** A line of the tree, by its name. */
  file(name: string): Locator {
    return this.files.getByRole('row', { name, exact: true })
  }

  /** Orders a tree in which nothing is open by its paths, and waits until it is. */
  async sortByPath(): Promise<void> {
    await this.files.getByRole('button', { name: 'Path' }).click()
    const isSorted = async () => {
      const names = (await this.names()).map(String)
      return names.length > 0 && names.join() === [...names].sort().join()
    }
    await expect.poll(isSorted).toBe(true)
  }

  /** Opens the directories of a path one after the other. */
  async openDirectories(...names: string[]): Promise<void> {
    for (const name of names) {
      const row = this.file(name)
      await row.focus()
      if ((await row.getAttribute('aria-expanded')) === 'false') await this.page.keyboard.press('ArrowRight')
      await expect(row).toHaveAttribute('aria-expanded', 'true')
    }
  }

  /** The names of the tree's lines, as they are shown. */
  async names(): Promise<readonly (string | null)[]> {
    const rows = this.files.getByRole('row').filter({ has: this.page.getByRole('gridcell') })
    return rows.evaluateAll((all) =>
      all
        .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .map((row) => row.getAttribute('aria-label')),
    )
  }
}
