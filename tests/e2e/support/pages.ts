import { expect, type Locator, type Page } from '@playwright/test'

/** The window as a person finds their way in it: by the words of the sidebar, of rows, tabs and buttons. */
export class WindowPage {
  constructor(readonly page: Page) {}

  /** Goes to a section by its link in the sidebar. */
  async open(section: 'Containers' | 'Images' | 'Layers' | 'Volumes' | 'Engine' | 'Settings'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Sections' })
      .getByRole('link', { name: section, exact: true })
      .click()
    await expect(this.page.getByRole('heading', { level: 1, name: section })).toBeVisible()
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
