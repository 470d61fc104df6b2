import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createExplorer } from '../../../main/layers/analysis/explorer'
import { createStackCache } from '../../../main/layers/analysis/stackCache'
import { createIndexCache } from '../../../main/layers/indexCache'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { cacheDirectory, digest } from '../../support/cacheDirectory'
import { entry, indexOf, whiteout } from '../../support/layerEntries'

const place = cacheDirectory()
const fileOf = (name: string, kind = 'stack') => place.fileOf(name, kind)
const image = [
  indexOf(entry('etc/a', { size: 10 }), entry('f', { size: 5 })),
  indexOf(whiteout('etc/a'), entry('f', { size: 6 })),
]
const other = [indexOf(entry('g', { size: 1 })), indexOf(entry('h', { size: 2 }))]

/** What is told of these layers through the cache, and whether their stack had to be made. */
async function read(name: string, layers: readonly LayerIndex[], limit?: number) {
  const before = madeAt(name)
  const cache = createStackCache(place.path, limit)
  const { stack, summary } = await cache.read(digest(name), Promise.resolve(layers))
  await cache.settled()
  const { rows } = createExplorer(stack).search({ sort: 'name', offset: 0, limit: 100 })
  return { told: { rows, summary }, wasMade: madeAt(name) !== before }
}
/** Each file that is made is a new one. */
const madeAt = (name: string) => (existsSync(fileOf(name)) ? statSync(fileOf(name)).ino : 0)

describe('the cache of stacks', () => {
  it('makes a stack once, and keeps it for its owner only', async () => {
    const first = await read('a', image)
    expect(first.told.summary).toMatchObject({ bytes: 21, visibleBytes: 6, reclaimableBytes: 15 })
    expect(first.told.rows.map(({ path, layer }) => [path, layer])).toEqual([
      ['etc', 0],
      ['f', 1],
    ])
    expect(first.wasMade).toBe(true)
    expect(await read('a', image)).toEqual({ told: first.told, wasMade: false })
    expect(statSync(fileOf('a')).mode & 0o777).toBe(0o600)
    expect(readdirSync(place.path)).toHaveLength(1)
  })

  it.each([
    ['flipped', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte)))],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 64)],
    ['too long', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(8)])],
    ['empty', () => Buffer.alloc(0)],
    ['of another version', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 8 ? 99 : byte)))],
    ['something else', () => Buffer.from(image[0]!.bytes)],
  ])('makes again what is %s', async (_, damage) => {
    const { told } = await read('a', image)
    const whole = readFileSync(fileOf('a'))
    writeFileSync(fileOf('a'), damage(whole))
    expect(await read('a', image)).toEqual({ told, wasMade: true })
    expect(readFileSync(fileOf('a'))).toEqual(whole)
  })

  it('makes again what is of other layers', async () => {
    const { told } = await read('a', image)
    await read('b', other)
    copyFileSync(fileOf('b'), fileOf('a'))
    expect(await read('a', image)).toEqual({ told, wasMade: true })
    const fewer = await read('a', image.slice(0, 1))
    expect(fewer.told.summary.bytes).toBe(15)
    expect(fewer.wasMade).toBe(true)
  })

  it('shares its room with the indexes: what was not used for longest goes', async () => {
    const indexes = createIndexCache(place.path)
    await indexes.read([digest('i'), digest('j')], async () => image)
    await indexes.settled()
    await read('a', image)
    const old = new Date(Date.now() - 60_000)
    const files = [fileOf('a'), fileOf('i', 'index'), fileOf('j', 'index')]
    for (const path of files) utimesSync(path, old, old)
    await indexes.read([digest('j')], async () => [])
    await indexes.settled()
    await read('b', other, statSync(fileOf('j', 'index')).size + statSync(fileOf('a')).size)
    expect([...files, fileOf('b')].map(existsSync)).toEqual([false, false, true, true])
  })

  it('works without a place to write', async () => {
    writeFileSync(place.path, 'not a directory')
    const { told } = await read('a', image)
    expect(await read('a', image)).toEqual({ told, wasMade: false })
    expect(told.summary.bytes).toBe(21)
  })

  it('fails as reading the layers does, and keeps nothing then', async () => {
    const cache = createStackCache(place.path)
    await expect(cache.read(digest('a'), Promise.reject(new Error('the disk is gone')))).rejects.toThrow(
      /gone/,
    )
    await cache.settled()
    expect(existsSync(place.path)).toBe(false)
  })

  it('serves readers while others write the same', async () => {
    const caches = Array.from({ length: 4 }, () => createStackCache(place.path))
    const { told } = await read('a', image)
    for (let turn = 0; turn < 20; turn++) {
      // Half of the turns begin with nothing to find.
      if (turn % 2 === 0) rmSync(fileOf('a'), { force: true })
      const all = await Promise.all(caches.map((cache) => cache.read(digest('a'), Promise.resolve(image))))
      for (const { summary } of all) expect(summary).toEqual(told.summary)
    }
    await Promise.all(caches.map((cache) => cache.settled()))
    expect(readdirSync(place.path)).toHaveLength(1)
    expect(await read('a', image)).toEqual({ told, wasMade: false })
  })
})
