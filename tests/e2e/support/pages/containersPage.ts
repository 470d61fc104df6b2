import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** The list of containers, its toolbar and its dialogs. */
export class ContainersPage extends WindowPage {
  readonly grid = this.page.getByRole('grid', { name: 'Containers' })
  readonly search = this.page.getByRole('searchbox', { name: 'Filter containers' })
  readonly bulk = this.page.getByRole('toolbar', { name: 'Actions for the selected containers' })
  /** What the window says in passing. */
  readonly messages = this.page.getByRole('region', { name: /^Messages/ }).getByRole('listitem')

  override row(name: string): Locator {
    return this.grid.getByRole('row', { name, exact: true })
  }

  /** The cell of a column, counted as they are shown. */
  async cell(name: string, column: string): Promise<Locator> {
    const headings = await this.grid.getByRole('columnheader').allInnerTexts()
    const index = headings.findIndex((text) => text.trim() === column)
    expect(index, `a column ${column} among ${headings}`).toBeGreaterThanOrEqual(0)
    return this.row(name).getByRole('gridcell').nth(index)
  }

  /** The names of the rows that are shown, from top to bottom. */
  async names(): Promise<readonly string[]> {
    const rows = this.grid.getByRole('row').filter({ has: this.page.getByRole('gridcell') })
    const places = await rows.evaluateAll((elements) =>
      elements.map((element) => ({
        name: element.getAttribute('aria-label') ?? '',
        at: Number(element.getAttribute('aria-rowindex')),
      })),
    )
    return places.sort((a, b) => a.at - b.at).map(({ name }) => name)
  }

  /** Presses a button of a row, which the pointer brings out; beside details a row has only its menu. */
  async press(name: string, action: string): Promise<void> {
    if ((await this.page.getByRole('complementary').count()) > 0) return this.choose(name, action)
    await this.row(name).hover()
    await this.row(name).getByRole('button', { name: action, exact: true }).click()
  }

  /** Chooses from the menu of a row. */
  async choose(name: string, action: string): Promise<void> {
    await this.row(name).click({ button: 'right' })
    await this.page
      .getByRole('menu', { name: `Actions of ${name}` })
      .getByRole('menuitem', { name: action, exact: true })
      .click()
  }

  /** Where the signal is chosen. */
  readonly killDialog = this.dialog(/^Kill /)
  readonly signal = this.killDialog.getByRole('combobox', { name: 'Signal' })

  /** Kills a container from its menu, with the signal that is proposed. */
  async kill(name: string): Promise<void> {
    await this.choose(name, 'Kill')
    await this.confirmKill()
  }

  async confirmKill(): Promise<void> {
    await this.killDialog.getByRole('button', { name: 'Kill', exact: true }).click()
    await expect(this.killDialog).toHaveCount(0)
  }

  /** Opens the details of a container and gives them. */
  async details(name: string): Promise<Locator> {
    // On its state: in the middle of a row may be a port, which is a link.
    await this.row(name).click({ position: { x: 60, y: 16 } })
    const panel = this.panel(name)
    await expect(panel).toBeVisible()
    return panel
  }

  panel(name: string): Locator {
    return this.page.getByRole('complementary', { name: `Details of ${name}`, exact: true })
  }

  /** The state in the heading of the details. */
  stateIn(name: string): Locator {
    return this.panel(name).getByRole('status', { name: 'State' })
  }

  /** What a fact of the Overview says. */
  fact(name: string, fact: string): Locator {
    const term = this.page.getByRole('term').filter({ hasText: new RegExp(`^${fact}$`) })
    return this.panel(name).locator('dl > div').filter({ has: term }).getByRole('definition')
  }

  /** Waits for a word in the state's column. */
  async expectState(name: string, state: string | RegExp): Promise<void> {
    await expect(this.row(name).getByRole('gridcell').nth(1)).toHaveText(state)
  }

  question(name: string | RegExp): Locator {
    return this.page.getByRole('alertdialog', { name })
  }
}
