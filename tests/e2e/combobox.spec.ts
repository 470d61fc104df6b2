import { expect, test } from './support/app'
import { LayersPage } from './support/pages/layersPage'
import { RunDialog } from './support/pages/runDialog'
import { shareWindow } from './support/sharedWindow'

const window = shareWindow()

test('where any text will do, what was typed is meant until the arrows choose', async ({ engine }) => {
  const { page } = window
  const { keyboard } = page
  const dialog = new RunDialog(page)
  await dialog.start()
  const option = dialog.form.getByRole('option', { name: engine.image })
  await dialog.image.fill('busy')
  await expect(option).toBeVisible()
  await expect(dialog.image).not.toHaveAttribute('aria-activedescendant')
  await keyboard.press('Enter')
  await expect(dialog.image).toHaveValue('busy')
  await expect(option).toHaveCount(0)

  await dialog.image.fill('bus')
  await expect(option).toBeVisible()
  await keyboard.press('ArrowDown')
  await expect(dialog.image).toHaveAttribute('aria-activedescendant', (await option.getAttribute('id')) ?? '')
  await window.slipway.screen('combobox')
  await keyboard.press('Escape')
  await expect(option).toHaveCount(0)
  await expect(dialog.form, 'only the list is closed').toBeVisible()
  await expect(dialog.image).toHaveValue('bus')

  await dialog.image.fill('busyb')
  await expect(option).toBeVisible()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(dialog.image).toHaveValue(engine.image)
  await expect(dialog.image).toBeFocused()
})

test('where only an option can be chosen, nothing else stays', async ({ engine }) => {
  const { page } = window
  const layers = new LayersPage(page)
  await layers.open('Layers')
  await expect(layers.image).toHaveValue(engine.image)
  await layers.image.click()
  await expect(page.getByRole('option', { name: /^busybox/ })).toBeVisible()
  await layers.image.fill('no such image')
  await expect(page.getByText('Nothing has this name.')).toBeVisible()
  await window.slipway.screen('combobox-none')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Nothing has this name.')).toHaveCount(0)
  await expect(layers.image).toHaveValue(engine.image)
})
