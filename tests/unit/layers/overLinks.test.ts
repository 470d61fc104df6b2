import { expect, it } from 'vitest'
import { overLinks } from '../../../main/layers/overLinks'
import { archive, member } from '../../support/archives'
import { scanBytes } from '../../support/layerArchives'

const directory = (path: string) => member({ path, kind: '5' })
const link = (path: string, target: string) => member({ path, kind: '2', link: target })
const file = (path: string) => member({ path }, 'x')

async function found(...layers: readonly Buffer[]) {
  const indexes = []
  for (const layer of layers) indexes.push((await scanBytes(layer)).index)
  return overLinks(indexes).map((path) => path && Buffer.from(path).toString())
}

const base = archive(directory('usr/'), directory('usr/lib/'), link('lib', 'usr/lib'), link('usr/l', 'lib'))

it('are found where a layer only implies the directory', async () => {
  expect(await found(base, archive(file('lib/x')))).toEqual([null, 'lib'])
  expect(await found(base, archive(), archive(file('usr/l/deep/x')))).toEqual([null, null, 'usr/l'])
  expect(await found(base, archive(file('lib/.wh.x')))).toEqual([null, 'lib'])
})

it('are none where it has the directory itself, or where there is none below', async () => {
  expect(await found(base, archive(directory('lib/'), file('lib/x')))).toEqual([null, null])
  expect(await found(base, archive(file('usr/lib/x'), file('other/x')))).toEqual([null, null])
  expect(await found(archive(file('lib/x')), archive(link('lib', 'usr/lib')))).toEqual([null, null])
})

it('count as the layers below show them', async () => {
  const removed = archive(file('.wh.lib'))
  expect(await found(base, removed, archive(file('lib/x')))).toEqual([null, null, null])
  const emptied = archive(directory('usr/'), file('usr/.wh..wh..opq'))
  expect(await found(base, emptied, archive(file('usr/l/x')))).toEqual([null, null, null])
  const replaced = archive(directory('lib/'))
  expect(await found(base, replaced, archive(file('lib/x')))).toEqual([null, null, null])
})
