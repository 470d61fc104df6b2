import { docker, importBusybox, startEngine, type TestEngine } from '../support/engine'
import { expect, launch, type Slipway, test } from './support/app'
import { createMany } from './support/many'
import { ContainersPage } from './support/pages/containersPage'

const count = 1000
// An engine of its own: to throw it away is quicker than to empty it.
let own: TestEngine
let window: Slipway
test.beforeAll(async () => {
  own = await startEngine()
  const image = await importBusybox(own)
  window = await launch({ home: own.home })
  await createMany({ ...own, image }, count, (index) => `box-${index}`)
})
test.afterAll(async () => {
  await window?.close()
  await own?.dispose()
})

test('1,000 containers: the list paints, scrolls, filters and chooses', async () => {
  const containers = new ContainersPage(window.page)
  await expect(
    window.page.getByRole('group', { name: 'State' }).getByRole('button', { name: /^All/ }),
  ).toHaveText(/1,000$/)
  const heading = containers.grid.getByRole('columnheader', { name: 'Name' }).getByRole('button')
  await heading.click()
  await expect(containers.row('box-1')).toBeVisible()
  await expect(containers.grid).toHaveAttribute('aria-rowcount', String(count + 1))
  expect((await containers.names()).length, 'only what is in sight is in the document').toBeLessThan(100)

  await containers.row('box-1').focus()
  await window.page.keyboard.press('End')
  await expect(containers.row(`box-${count}`)).toBeFocused()
  await expect(containers.row(`box-${count}`)).toBeInViewport()
  await window.page.keyboard.press('Home')
  await expect(containers.row('box-1')).toBeFocused()
  for (let page = 0; page < 3; page++) await window.page.keyboard.press('PageDown')
  await expect(containers.grid.locator('[role="row"]:focus')).toBeInViewport()
  await window.page.keyboard.press('End')
  await expect(containers.row(`box-${count}`)).toBeFocused()
  await containers.row(`box-${count}`).hover()
  await window.page.mouse.wheel(0, -20_000)
  await expect.poll(async () => (await containers.names())[0]).not.toMatch(/^box-9..$/)
  await expect(containers.row(`box-${count}`), 'the focus is kept out of sight').toBeFocused()
  const sideways = await window.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(sideways, 'nothing is wider than the window').toBe(0)
  await window.screen('thousand')

  await containers.search.fill('box-777')
  await expect.poll(() => containers.names()).toEqual(['box-777'])
  await containers.search.fill('')
  await containers.grid.getByRole('checkbox', { name: 'Select all' }).click()
  await expect(containers.bulk.getByRole('status')).toHaveText('1,000 selected')
  await window.screen('thousand-selected')
  await containers.bulk.getByRole('button', { name: 'Remove' }).click()
  const question = containers.question('Remove 1,000 containers?')
  await expect(question).toBeVisible()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toHaveCount(0)
  expect((await docker(own, 'ps', '-aq')).split('\n')).toHaveLength(count)
})
