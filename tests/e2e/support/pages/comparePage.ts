import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** Two images, containers or archives, and what differs from one to the other. */
export class ComparePage extends WindowPage {
  readonly strata = this.page.getByRole('group', { name: 'Layers of both' })
  readonly content = this.page.getByRole('region', { name: 'What differs' })
  readonly files = this.content.getByRole('treegrid')
  /** The files that a filter found, as a list of paths. */
  readonly found = this.content.getByRole('grid')
  readonly filter = this.content.getByRole('searchbox', { name: 'Filter paths' })
  readonly settings = this.content.getByRole('table', { name: 'Settings that differ' })
  /** What is known of the chosen path. */
  readonly path = this.page.getByRole('complementary', { name: 'The chosen path' })
  readonly modes = this.page.getByRole('navigation', { name: 'Ways to look at layers' })

  /** With nothing chosen yet on either side. */
  async show(): Promise<void> {
    await this.page.evaluate(() => {
      location.hash = '#/layers/compare'
    })
    await expect(this.page.getByRole('heading', { name: 'What changed between two images?' })).toBeVisible()
  }

  side(side: 'Before' | 'After'): Locator {
    return this.page.getByRole('combobox', { name: side, exact: true })
  }

  async choose(side: 'Before' | 'After', text: string): Promise<void> {
    await this.side(side).click()
    await this.side(side).fill(text)
    await this.page.getByRole('option', { name: text }).first().click()
  }

  async compare(before: string, after: string): Promise<void> {
    await this.choose('Before', before)
    await this.choose('After', after)
    await expect(this.strata).toBeVisible()
  }

  /** A figure by the words below it. */
  metric(caption: string | RegExp): Locator {
    const term = this.page.getByRole('term').filter({ hasText: caption })
    return this.page.locator('dl > div').filter({ has: term }).getByRole('definition')
  }

  /** A stratum by words of its accessible name. */
  stratum(name: string | RegExp): Locator {
    return this.strata.getByRole('link', { name })
  }

  file(name: string): Locator {
    return this.files.getByRole('row', { name, exact: true })
  }

  /** What the cells of a line say after its name. */
  async cells(name: string): Promise<readonly string[]> {
    await expect(this.file(name)).toBeVisible()
    const texts = await this.file(name).getByRole('gridcell').allInnerTexts()
    return texts.slice(1).map((text) => text.replace(/\s+/g, ' ').trim())
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

  /** What a setting says before and after. */
  async setting(name: string): Promise<readonly string[]> {
    const row = this.settings.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name }) })
    await expect(row).toBeVisible()
    return row.getByRole('cell').allInnerTexts()
  }
}
