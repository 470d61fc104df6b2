import { expect, type Locator } from '@playwright/test'
import { WindowPage } from '../pages'

/** The form that a container is run from. */
export class RunDialog extends WindowPage {
  readonly form = this.dialog(/^(?:Run|Create) a container$/)
  readonly image = this.form.getByRole('combobox', { name: 'Image' })
  readonly name = this.form.getByRole('textbox', { name: 'Name', exact: true })
  readonly command = this.form.getByRole('textbox', { name: 'Command' })
  readonly run = this.form.getByRole('button', { name: /^(?:Pull and run|Run)$/ })
  readonly create = this.form.getByRole('button', { name: /^(?:Pull and create|Create)$/ })
  readonly more = this.form.getByRole('button', { name: 'More options' })

  /** Opens it from the list of containers. */
  async start(): Promise<void> {
    await this.page.getByRole('button', { name: 'Run', exact: true }).first().click()
    await expect(this.form).toBeVisible()
  }

  /** Types an image; the list of suggestions is put away. */
  async chooseImage(reference: string): Promise<void> {
    await this.image.fill(reference)
    await this.name.click()
  }

  async showMore(): Promise<void> {
    if ((await this.more.getAttribute('aria-expanded')) !== 'true') await this.more.click()
  }

  async addPort(host: string, inside: string): Promise<Locator> {
    const row = await this.add('Ports', 'Add port', 'Port')
    await row.getByRole('textbox', { name: 'Host port' }).fill(host)
    await row.getByRole('textbox', { name: 'Container port' }).fill(inside)
    return row
  }

  async addVariable(name: string, value: string): Promise<Locator> {
    const row = await this.add('Environment', 'Add variable', 'Variable')
    await row.getByRole('textbox', { name: 'Variable' }).fill(name)
    await row.getByRole('textbox', { name: 'Value' }).fill(value)
    return row
  }

  async addVolume(source: string, target: string): Promise<Locator> {
    const row = await this.add('Volumes', 'Add volume', 'Volume')
    await row.getByRole('combobox', { name: 'Volume or host path' }).fill(source)
    await row.getByRole('textbox', { name: 'Path in the container' }).fill(target)
    return row
  }

  private async add(section: string, button: string, row: string): Promise<Locator> {
    const group = this.form.getByRole('group', { name: section, exact: true })
    const rows = group.getByRole('group', { name: new RegExp(`^${row} \\d+$`) })
    const before = await rows.count()
    await group.getByRole('button', { name: button }).click()
    await expect(rows).toHaveCount(before + 1)
    return rows.nth(before)
  }

  /** Presses Run; the engine refuses, and the sentence stands at a field or else in the dialog. */
  async refused(sentence: RegExp, field?: Locator): Promise<void> {
    await this.run.click()
    if (field) {
      await expect(field).toHaveAccessibleDescription(sentence)
      await expect(field).toHaveAttribute('aria-invalid', 'true')
      await expect(field).toBeFocused()
    } else await expect(this.form.getByText(sentence)).toBeVisible()
    await expect(this.form, 'what was typed is still there').toBeVisible()
    await expect(this.run).toBeEnabled()
    await expect(this.form.locator('[aria-busy="true"]')).toHaveCount(0)
  }
}
