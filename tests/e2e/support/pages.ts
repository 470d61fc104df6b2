import { expect, type Locator, type Page } from '@playwright/test'

type Section = 'Containers' | 'Images' | 'Layers' | 'Volumes' | 'Engine' | 'Settings'

/** The window as a person finds their way in it: by the words of the sidebar, of rows, tabs and buttons. */
export class WindowPage {
  constructor(readonly page: Page) {}

  /** Goes to a section by its link in the sidebar, where it begins. */
  async open(section: Section): Promise<void> {
    await this.goBackTo(section)
    const isDeeper = await this.page.evaluate(() => location.hash.split('/').length > 2)
    if (isDeeper) await this.link(section).click()
    await expect(this.page.getByRole('heading', { level: 1, name: section })).toBeVisible()
  }

  /** Goes to a section by its link in the sidebar: to where one was in it. */
  async goBackTo(section: Section): Promise<void> {
    await this.link(section).click()
    await expect(this.link(section)).toHaveAttribute('aria-current', 'page')
  }

  link(section: Section): Locator {
    return this.page
      .getByRole('navigation', { name: 'Sections' })
      .getByRole('link', { name: section, exact: true })
  }

  /** A row of the list that is shown, by the name of what it lists. */
  row(name: string): Locator {
    return this.page.getByRole('row', { name })
  }

  dialog(name?: string | RegExp): Locator {
    return this.page.getByRole('dialog', name ? { name } : {})
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name })
  }
}
