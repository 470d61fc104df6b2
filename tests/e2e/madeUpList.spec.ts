import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectCommands } from '../../renderer/data/command'
import { type MadeUpPage, openMadeUp } from '../madeUp/openPage'
import { root } from '../support/engine'
import { expect, test } from './support/app'
import { Columns } from './support/pages/columns'

let opened: MadeUpPage
let columns: Columns
test.beforeEach(async () => {
  opened = await openMadeUp()
  columns = new Columns(opened.page, opened.page.getByRole('grid', { name: 'Ships' }))
})
test.afterEach(() => opened?.close())

const row = (name: string) => opened.page.getByRole('row', { name, exact: true })
const search = () => opened.page.getByRole('searchbox', { name: 'Filter ships' })
const names = () =>
  opened.page.locator('[role="row"][aria-label]').evaluateAll((rows) =>
    rows
      .map((one) => [Number(one.ariaRowIndex ?? one.getAttribute('aria-rowindex')), one.ariaLabel] as const)
      .sort(([a], [b]) => a - b)
      .map(([, name]) => name?.[0])
      .join(''),
  )

test('a list of a kind that Slipway does not know costs at most 150 lines', () => {
  const folder = join(root, 'tests/madeUp/ships')
  const files = readdirSync(folder)
  // Its objects themselves are main's and the engine's.
  const lines = files
    .filter((file) => file !== 'ships.ts')
    .map((file) => readFileSync(join(folder, file), 'utf8').split('\n').length - 1)
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150)
  expect(files).toContain('ShipsView.vue')
})

test('it sorts, and remembers its columns', async () => {
  await expect.poll(names).toBe('ABCDEF')
  await columns.button('Cargo').click()
  await columns.button('Cargo').click()
  await expect.poll(names).toBe('FEDCBA')
  const menu = await columns.menu()
  await menu.getByRole('menuitemcheckbox', { name: 'State', exact: true }).click()
  await columns.closeMenu()
  await expect.poll(() => columns.names()).toEqual(['Name', 'Cargo'])
  await opened.page.reload()
  await expect.poll(() => columns.names()).toEqual(['Name', 'Cargo'])
  await expect.poll(names).toBe('FEDCBA')
})

test('it filters by fields and says why', async () => {
  await search().fill('yard:south')
  await expect.poll(names).toBe('CD')
  await expect(row('Dora')).toContainText('Yard: South')
  await search().fill('cargo:>100MB -state:docked')
  await expect.poll(names).toBe('CE')
  await expect(row('Emma')).not.toContainText('State')
  await search().fill('age:>18d')
  await expect.poll(names).toBe('F')
  await search().fill('nothing')
  await expect(opened.page.getByText('None of the 6 ships fits this filter.')).toBeVisible()
  await opened.page.getByRole('button', { name: 'Clear the filter' }).click()
  await expect.poll(names).toBe('ABCDEF')
})

test('its actions are in the row, its menu, on keys, in the palette and for many', async () => {
  const { page } = opened
  await row('Frieda').hover()
  await row('Frieda').getByRole('button', { name: 'Launch' }).click()
  await search().fill('state:afloat')
  await expect.poll(names).toBe('ACEF')
  await search().fill('')

  await row('Anna').click({ button: 'right' })
  const menu = page.getByRole('menu', { name: 'Actions of Anna' })
  await expect(menu.getByRole('menuitem')).toHaveText(['DockDel'])
  await menu.getByRole('menuitem', { name: 'Dock' }).click()
  await row('Anna').focus()
  await page.keyboard.press('a')
  await search().fill('state:afloat')
  await expect.poll(names).toBe('ACEF')
  await search().fill('')
  await row('Emma').focus()
  await page.keyboard.press('Delete')
  const messages = page.getByRole('region', { name: /^Messages/ }).getByRole('listitem')
  await expect(messages.filter({ hasText: 'Emma is too long for the dock.' })).toBeVisible()

  const commands = await page.evaluate(() => {
    const { verbs, things } = (globalThis as unknown as { commands: ObjectCommands }).commands.offer()
    return things.flatMap((thing) =>
      verbs.filter((verb) => verb.takes(thing)).map((verb) => verb.label(thing)),
    )
  })
  expect(commands).toEqual(expect.arrayContaining(['Dock Anna', 'Launch Berta', 'Open Dora']))

  await page.getByRole('checkbox', { name: 'Select all' }).click()
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected ships' })
  await expect(bar.getByRole('status')).toHaveText('6 selected')
  await bar.getByRole('button', { name: 'Launch' }).click()
  await expect(messages.filter({ hasText: 'Launch failed for 1 of 2 ships' })).toContainText('Dora:')
  await search().fill('state:docked')
  await expect.poll(names).toBe('D')
})
