import { docker } from '../support/engine'
import { emptyAfterEach, expect, launch, type Slipway, test } from './support/app'
import { findingsInBoth } from './support/axe'
import { forgetChoices } from './support/choices'
import { resize } from './support/desktop'
import { Columns } from './support/pages/columns'
import { ContainersPage } from './support/pages/containersPage'

emptyAfterEach()

let slipway: Slipway
let containers: ContainersPage
let columns: Columns
test.beforeEach(async ({ engine }) => {
  const create = (name: string, ...words: string[]) =>
    docker(engine, 'create', '--name', name, ...words, engine.image, 'sleep', '1000')
  const compose = (project: string, service: string) => [
    '--label',
    `com.docker.compose.project=${project}`,
    '--label',
    `com.docker.compose.service=${service}`,
  ]
  await create('web-2', ...compose('shop', 'front'), '-p', '127.0.0.1:47653:80')
  await create('web-10', ...compose('shop', 'front'))
  await create('mail', ...compose('office', 'post'))
  await create('alone')
  await open(engine.home)
})
test.afterEach(async ({ engine }) => {
  await slipway.close()
  // The home is shared by all files.
  forgetChoices(engine.home)
})
async function open(home: string) {
  slipway = await launch({ home })
  const { page, app } = slipway
  containers = new ContainersPage(page)
  columns = new Columns(page, page.getByRole('grid', { name: 'Containers' }))
  await resize(app, 1360, 860)
  await expect(page.getByRole('row', { name: 'alone' })).toBeVisible()
}

const usual = ['State', 'Name', 'Image', 'Ports', 'Status', 'Created']

test('columns are chosen, moved and made wider with the pointer, and remembered after a restart', async ({
  engine,
}) => {
  expect(await columns.names()).toEqual(usual)
  const declared = await columns.width('Ports')
  const menu = await columns.menu()
  await expect(menu.getByRole('menuitemcheckbox', { name: 'Name', exact: true })).toBeDisabled()
  await menu.getByRole('menuitemcheckbox', { name: 'Project', exact: true }).click()
  await menu.getByRole('menuitemcheckbox', { name: 'Image', exact: true }).click()
  await expect(menu, 'several are chosen in one go').toBeVisible()
  await slipway.screen('table-columns-menu')
  await columns.closeMenu()
  await expect.poll(() => columns.names()).toEqual(['State', 'Name', 'Ports', 'Status', 'Created', 'Project'])
  await expect(await containers.cell('mail', 'Project')).toHaveText('office')

  await columns.move('Created', 'Name')
  await expect.poll(() => columns.names()).toEqual(['State', 'Created', 'Name', 'Ports', 'Status', 'Project'])
  await expect(columns.heading('State'), 'a drag sorts nothing').toHaveAttribute('aria-sort', 'ascending')

  const before = await columns.width('Ports')
  await columns.stretch('Ports', 60)
  // The table is as wide as its view by now: what one column gains the others lose, and each rounds.
  await expect.poll(async () => Math.round((await columns.width('Ports')) - before)).toBeGreaterThan(50)
  const cell = await containers.cell('web-2', 'Ports')
  const apart = async () => (await cell.boundingBox())!.width - (await columns.width('Ports'))
  await expect.poll(async () => Math.abs(await apart()), 'cells are as wide').toBeLessThan(1)
  await columns.button('Name').click()
  await slipway.screen('table-arranged')

  const stretched = await columns.width('Ports')
  await slipway.close()
  await open(engine.home)
  expect(await columns.names()).toEqual(['State', 'Created', 'Name', 'Ports', 'Status', 'Project'])
  await expect.poll(() => columns.width('Ports')).toBe(stretched)
  await expect(columns.heading('Name')).toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(() => containers.names()).toEqual(['alone', 'mail', 'web-2', 'web-10'])

  await columns.fit('Ports')
  await expect.poll(() => columns.width('Ports'), 'as wide as what it says').toBeLessThan(stretched)
  const reset = await columns.menu()
  await reset.getByRole('menuitem', { name: 'Reset columns' }).click()
  await expect.poll(() => columns.names()).toEqual(usual)
  await expect.poll(() => columns.width('Ports')).toBe(declared)
})

test('columns are moved, made wider, hidden and fitted with the keyboard', async () => {
  const { keyboard } = slipway.page
  await columns.button('Image').focus()
  await keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => columns.names()).toEqual(['State', 'Image', 'Name', 'Ports', 'Status', 'Created'])
  await expect(columns.button('Image'), 'the focus goes along').toBeFocused()
  await expect(slipway.page.getByText('Image: column 2 of 6')).toBeAttached()
  await keyboard.press('Alt+ArrowLeft')
  await keyboard.press('Alt+ArrowLeft')
  await expect.poll(async () => (await columns.names())[0]).toBe('Image')
  const before = await columns.width('Image')
  await keyboard.press('Shift+ArrowRight')
  await expect.poll(() => columns.width('Image')).toBeGreaterThan(before)
  await keyboard.press('Shift+ArrowLeft')
  await keyboard.press('Shift+ArrowLeft')
  await expect.poll(() => columns.width('Image')).toBeLessThan(before)

  await keyboard.press('Shift+F10')
  const menu = slipway.page.getByRole('menu', { name: 'Column Image' })
  await expect(menu).toBeVisible()
  await slipway.screen('table-column-menu')
  await keyboard.press('h')
  await expect(menu.getByRole('menuitem', { name: 'Hide' })).toBeFocused()
  await keyboard.press('Enter')
  await expect.poll(() => columns.names()).toEqual(['State', 'Name', 'Ports', 'Status', 'Created'])

  await columns.button('Name').focus()
  await keyboard.press('Shift+F10')
  const own = slipway.page.getByRole('menu', { name: 'Column Name' })
  await expect(own.getByRole('menuitem', { name: 'Hide' })).toBeDisabled()
  await own.getByRole('menuitem', { name: 'Fit to content' }).click()
  await expect(columns.button('Name')).toBeFocused()
  await expect.poll(() => columns.width('Name')).toBeLessThan(110)
})

test('a drag is let go of with Escape, and a table that is too narrow leaves columns out', async () => {
  const { mouse, keyboard } = slipway.page
  const box = (await columns.heading('Created').boundingBox())!
  await mouse.move(box.x + 20, box.y + 10)
  await mouse.down()
  await mouse.move(box.x - 500, box.y + 10, { steps: 4 })
  await keyboard.press('Escape')
  await mouse.up()
  expect(await columns.names()).toEqual(usual)

  const menu = await columns.menu()
  for (const name of ['Project', 'Service', 'Command', 'ID']) {
    await menu.getByRole('menuitemcheckbox', { name, exact: true }).click()
  }
  await columns.closeMenu()
  await expect.poll(async () => (await columns.names()).length).toBe(10)
  await resize(slipway.app, 900, 600)
  const fitting = usual.filter((name) => name !== 'Status')
  await expect.poll(() => columns.names(), 'what fitted before still does').toEqual(fitting)
  const narrow = await columns.menu()
  await expect(narrow.getByText('no room').first()).toBeVisible()
  await slipway.screen('table-no-room')
  await columns.closeMenu()
  const row = containers.row('web-2')
  await row.hover()
  const start = row.getByRole('button', { name: 'Start', exact: true })
  await expect(start).toBeVisible()
  const created = await row.getByText(/ ago$|^just now$/).evaluate((cell) => {
    const range = document.createRange()
    range.selectNodeContents(cell)
    return range.getBoundingClientRect().right
  })
  expect((await start.boundingBox())!.x, 'the buttons of a row cover nothing').toBeGreaterThanOrEqual(created)
  const sideways = await slipway.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(sideways).toBe(0)
})

test('fields filter, are completed, and a row says why it is there', async ({ engine }) => {
  const { keyboard } = slipway.page
  await docker(engine, 'start', 'web-2')
  await containers.expectState('web-2', 'running')
  const suggestions = slipway.page.getByRole('listbox', { name: 'Suggestions' })
  await keyboard.press('/')
  await keyboard.type('pro')
  await expect(suggestions.getByRole('option')).toHaveText(['project:Project'])
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(containers.search).toHaveValue('project:')
  await expect(suggestions.getByRole('option')).toHaveText(['shop2', 'office1'])
  await slipway.screen('table-suggestions')
  await keyboard.press('ArrowDown')
  await keyboard.press('Tab')
  await expect(containers.search).toHaveValue('project:shop ')
  await expect(containers.search, 'Tab has taken the value').toBeFocused()
  await expect.poll(async () => [...(await containers.names())].sort()).toEqual(['web-10', 'web-2'])
  await expect(containers.row('web-2').getByText('Project: shop')).toBeVisible()
  await slipway.screen('table-why')
  await columns.menu()
  await slipway.page.getByRole('menuitemcheckbox', { name: 'Project', exact: true }).click()
  await columns.closeMenu()
  await expect(containers.row('web-2').getByText('Project: shop'), 'the column says it').toHaveCount(0)

  const found = async (query: string) => {
    await containers.search.fill(query)
    await expect(containers.search).toHaveValue(query)
    return expect.poll(async () => [...(await containers.names())].sort())
  }
  await (await found('project:shop port:47653')).toEqual(['web-2'])
  await (await found('port:80')).toEqual(['web-2'])
  await expect(containers.row('web-2').getByText('Ports: 80')).toBeVisible()
  await (await found('state:created -project:shop')).toEqual(['alone', 'mail'])
  await (await found('-project:shop -alone')).toEqual(['mail'])
  await (await found('age:<1h service:front')).toEqual(['web-10', 'web-2'])
  await (await found('label:service=post')).toEqual(['mail'])
  await expect(containers.row('mail').getByText('Label: com.docker.compose.service=post')).toBeVisible()
  await (await found(engine.image)).toEqual(['alone', 'mail', 'web-10', 'web-2'])

  const said = slipway.page.getByText('There is no field stat, and nothing holds this as text.')
  await (await found('stat:created mail')).toEqual(['mail'])
  await expect(said).toBeVisible()
  await expect(containers.search).toHaveAccessibleDescription(/^There is no field stat/)
  await slipway.screen('table-unknown-field')
  await (await found('age:>banana')).toEqual(['alone', 'mail', 'web-10', 'web-2'])
  await expect(slipway.page.getByText('age takes a time, such as age:>7d')).toBeVisible()
  expect(await findingsInBoth(slipway, 'table-bad-value')).toEqual([])

  await containers.search.fill('st')
  await expect(suggestions).toBeVisible()
  await keyboard.press('Escape')
  await expect(suggestions).toHaveCount(0)
  await expect(containers.search).toHaveValue('st')
  await keyboard.press('Escape')
  await expect(containers.search).toHaveValue('')
})

test('rows are grouped, and what was closed stays closed', async () => {
  const { page } = slipway
  await columns.button('Name').click()
  const menu = await columns.menu()
  await menu.getByRole('menuitemcheckbox', { name: 'Group by Project' }).click()
  await columns.closeMenu()
  const tree = page.getByRole('treegrid', { name: 'Containers' })
  const names = () =>
    tree.getByRole('row').evaluateAll((rows) =>
      rows
        .filter((row) => row.hasAttribute('aria-level'))
        .map((row) => [Number(row.getAttribute('aria-rowindex')), row.ariaLabel] as const)
        .sort(([a], [b]) => a - b)
        .map(([, name]) => name),
    )
  await expect.poll(names).toEqual(['office', 'mail', 'shop', 'web-2', 'web-10', 'no project', 'alone'])
  const shop = tree.getByRole('row', { name: 'shop', exact: true })
  await expect(shop).toHaveAttribute('aria-expanded', 'true')
  await slipway.screen('table-groups')
  await tree.getByRole('row', { name: 'mail' }).focus()
  for (const key of ['ArrowDown', 'ArrowLeft']) await page.keyboard.press(key)
  await expect(shop).toBeFocused()
  await expect(shop).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('ArrowDown')
  await expect(tree.getByRole('row', { name: 'no project' })).toBeFocused()
  await page.reload()
  await expect.poll(names).toEqual(['office', 'mail', 'shop', 'no project', 'alone'])
  await shop.click()
  await tree.getByRole('row', { name: 'web-10' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(shop).toBeFocused()

  await page.keyboard.press(' ')
  await expect(containers.bulk.getByRole('status'), 'all of the group').toHaveText('2 selected')
  await tree.getByRole('checkbox', { name: 'Select web-2' }).click()
  await expect(tree.getByRole('checkbox', { name: 'Select shop' })).toBeChecked({ indeterminate: true })
  await tree.getByRole('checkbox', { name: 'Select shop' }).click()
  await expect(containers.bulk.getByRole('status')).toHaveText('2 selected')

  await tree.getByRole('checkbox', { name: 'Select all' }).click()
  await expect(containers.bulk.getByRole('status')).toHaveText('4 selected')
  expect(await findingsInBoth(slipway, 'table-grouped')).toEqual([])
  await page.keyboard.press('Escape')
})

test('every action is there for many, and failures are one message', async ({ engine }) => {
  const { page } = slipway
  for (const name of ['web-10', 'mail']) await docker(engine, 'start', name)
  await containers.expectState('mail', 'running')
  await containers.grid.getByRole('checkbox', { name: 'Select all' }).click()
  await containers.bulk.getByRole('button', { name: 'More actions for the selected' }).click()
  const menu = page.getByRole('menu', { name: 'More actions for the selected' })
  await expect(menu.getByRole('menuitem', { name: 'Resume' })).toBeDisabled()
  await slipway.screen('table-bulk-menu')
  await menu.getByRole('menuitem', { name: 'Kill' }).click()
  await containers.confirmKill()
  await containers.expectState('mail', 'exited 137')
  await containers.expectState('web-10', 'exited 137')

  // A port that another one has: one of four does not start.
  await docker(
    engine,
    ...['run', '-d', '--name', 'taken', '-p', '127.0.0.1:47653:80', engine.image, 'sleep', '1000'],
  )
  await expect(containers.row('taken')).toBeVisible()
  await containers.bulk.getByRole('button', { name: 'Start' }).click()
  await containers.expectState('mail', 'running')
  await expect(containers.messages.filter({ hasText: 'Start failed for 1 of 4 containers' })).toContainText(
    'web-2:',
  )
  const message = containers.messages.filter({ hasText: 'Start failed' })
  const [box, close] = await Promise.all([
    message.boundingBox(),
    message.getByRole('button', { name: /close/i }).boundingBox(),
  ])
  expect(close!.x + close!.width, 'its mark is inside its corner').toBeLessThan(box!.x + box!.width)
  expect(close!.y).toBeGreaterThan(box!.y)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  // To assistive technology there is only the dialog.
  const beside = page.locator('[data-sonner-toast]', { hasText: 'Start failed' })
  const buttons = (await dialog.getByRole('button', { name: 'Cancel' }).boundingBox())!
  await expect
    .poll(async () => {
      const { x, width } = (await beside.boundingBox())!
      return x + width
    }, 'it gives way to the buttons of a dialog')
    .toBeLessThan(buttons.x)
  await slipway.screen('table-message-beside-dialog')
  await page.keyboard.press('Escape')
})
