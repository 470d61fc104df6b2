import { expect, type Locator, type Page } from '@playwright/test'

/** The columns of a list, as a person sees and arranges them. */
export class Columns {
  constructor(
    private readonly page: Page,
    readonly grid: Locator,
  ) {}

  heading(name: string): Locator {
    return this.grid.getByRole('columnheader', { name, exact: true })
  }

  button(name: string): Locator {
    return this.heading(name).getByRole('button')
  }

  /** The headings from left to right. */
  async names(): Promise<readonly string[]> {
    const texts = await this.grid.locator('[role="columnheader"][data-column]').allInnerTexts()
    return texts.map((text) => text.trim())
  }

  /** In pixels. */
  async width(name: string): Promise<number> {
    return (await this.heading(name).boundingBox())!.width
  }

  /** Opens the menu of all columns. */
  async menu(): Promise<Locator> {
    await this.grid.getByRole('button', { name: 'Columns' }).click()
    const menu = this.page.getByRole('menu', { name: 'Columns' })
    await expect(menu).toBeVisible()
    return menu
  }

  async closeMenu(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByRole('menu')).toHaveCount(0)
  }

  /** Opens the menu of one. */
  async menuOf(name: string): Promise<Locator> {
    await this.heading(name).click({ button: 'right' })
    const menu = this.page.getByRole('menu', { name: `Column ${name}` })
    await expect(menu).toBeVisible()
    return menu
  }

  /** Drags a heading in front of another one. */
  async move(name: string, before: string): Promise<void> {
    const from = (await this.heading(name).boundingBox())!
    const to = (await this.heading(before).boundingBox())!
    const y = from.y + from.height / 2
    await this.page.mouse.move(from.x + 20, y)
    await this.page.mouse.down()
    await this.page.mouse.move(to.x + 30, y, { steps: 4 })
    await this.page.mouse.move(to.x + 4, y, { steps: 2 })
    await this.page.mouse.up()
  }

  /** Drags the end of a heading. */
  async stretch(name: string, by: number): Promise<void> {
    const { x, y, width, height } = (await this.heading(name).boundingBox())!
    await this.page.mouse.move(x + width - 3, y + height / 2)
    await this.page.mouse.down()
    await this.page.mouse.move(x + width - 3 + by, y + height / 2, { steps: 5 })
    await this.page.mouse.up()
  }

  /** Presses the end of a heading twice. */
  async fit(name: string): Promise<void> {
    const { x, y, width, height } = (await this.heading(name).boundingBox())!
    await this.page.mouse.dblclick(x + width - 3, y + height / 2)
  }
}
