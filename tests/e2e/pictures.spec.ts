import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { accept, compare, isUpdate, keptNames, report, whyNotComparable } from '../pictures/baseline'
import { pictures } from '../pictures/pictures'
import { openPictureWindow, type PictureWindow, schemes } from '../pictures/pictureWindow'
import { buildPage } from '../support/buildPage'
import { root } from '../support/engine'
import { expect, test } from './support/app'

// What the window looks like, on fixed data: what it does is tested elsewhere, on real engines. When it is meant to look
// different: SLIPWAY_PICTURES=update npm test -- e2e pictures.spec.ts
test.describe.configure({ mode: 'parallel' })

let window: PictureWindow
let gallery: string | undefined

test.beforeAll(async () => {
  window = await openPictureWindow()
})
test.afterAll(async () => {
  await window?.close()
  if (gallery) rmSync(gallery, { recursive: true, force: true })
})

/** Built by a worker that comes to a picture of it. */
async function pageOf(of: 'gallery' | 'window'): Promise<string> {
  if (of === 'window') return join(root, 'out/renderer/index.html')
  gallery ??= await buildPage(join(root, 'tests/pictures/gallery'))
  return join(gallery, 'index.html')
}

for (const picture of pictures) {
  test(picture.name, async () => {
    const reason = whyNotComparable(window.chrome)
    test.skip(reason !== null, reason ?? '')
    await window.load(await pageOf(picture.of), picture)
    await picture.show(window.page)
    for (const scheme of schemes) {
      const name = `${picture.name}.${scheme}`
      const png = await window.take(scheme, (shown) => compare(name, shown)?.length === 0)
      if (isUpdate) accept(name, png, window.chrome)
      const regions = compare(name, png)
      const sentence = regions?.length === 0 ? name : report(name, png, regions)
      expect.soft(regions, sentence).toEqual([])
    }
  })
}

/** Small things that go wrong when styles or parts are moved. */
const mishaps = {
  'a row that is 4 px lower': '[role=row][aria-label="web-1"] { margin-top: 4px }',
  'a button that is gone': 'button[aria-pressed=true] { visibility: hidden }',
  'another colour': ':root { --accent: #2f5fc4 }',
  'another weight of letters': '[role=gridcell] { font-weight: 500 }',
  'marks that are gone': '[role=row] svg { display: none }',
}
test('what goes wrong is seen', async () => {
  const picture = pictures.find(({ name }) => name === 'containers')!
  test.skip(isUpdate || whyNotComparable(window.chrome) !== null, 'There is nothing to compare with')
  await window.load(await pageOf('window'), picture)
  await picture.show(window.page)
  const regions = async () => {
    const png = await window.take('light', (shown) => compare('containers.light', shown)?.length === 0)
    return compare('containers.light', png)?.length
  }
  for (const [mishap, content] of Object.entries(mishaps)) {
    const style = await window.page.addStyleTag({ content })
    expect(await regions(), mishap).toBeGreaterThan(0)
    await style.evaluate((element) => (element as Element).remove())
    expect(await regions(), `without ${mishap}`).toBe(0)
  }
})

test('each picture that is kept is looked at', () => {
  test.skip(isUpdate, 'Pictures are being taken')
  const names = pictures.flatMap(({ name }) => schemes.map((scheme) => `${name}.${scheme}`))
  expect(keptNames()).toEqual(names.sort())
})
