import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImageLayer } from '../../main/contract/layers'
import { shareLayers } from '../../main/layers/sharing'
import { readEmptyLayers, readLayerSize } from '../../main/services/layers/imageConfig'

const layer = (diffId: string | null, size: number): ImageLayer => ({
  diffId,
  instruction: 'RUN x',
  size,
  createdAt: null,
  inferred: false,
})

describe('shareLayers', () => {
  it('names each other image once, drops what is no layer and counts shared bytes once', () => {
    const layers = [layer('a', 100), layer(null, 0), layer('b', 10), layer('a', 100), layer('c', 1)]
    const { layers: strata, sharedBytes } = shareLayers(layers, [
      { name: 'web:1', isTagged: true, diffIds: ['a', 'x', 'a'] },
      { name: 'app:1', isTagged: true, diffIds: ['a', 'b'] },
    ])
    expect(strata.map(({ diffId, sharedWith }) => [diffId, sharedWith])).toEqual([
      ['a', ['web:1', 'app:1']],
      ['b', ['app:1']],
      ['a', ['web:1', 'app:1']],
      ['c', []],
    ])
    expect(sharedBytes).toBe(110)
  })

  it('names the tagged images that end with a layer, on the very same ones below', () => {
    const layers = [layer('a', 100), layer(null, 0), layer('b', 10), layer('c', 1)]
    const { layers: strata } = shareLayers(layers, [
      { name: 'base:1', isTagged: true, diffIds: ['a', 'b'] },
      { name: '0123456789ab', isTagged: false, diffIds: ['a', 'b'] },
      { name: 'other:1', isTagged: true, diffIds: ['x', 'b'] },
      { name: 'longer:1', isTagged: true, diffIds: ['a', 'b', 'c', 'd'] },
    ])
    expect(strata.map(({ endsHere }) => endsHere)).toEqual([[], ['base:1'], []])
  })
})

describe("the engine's image store", () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  let root: string
  const store = () => ({ root, driver: 'overlay2' })

  async function put(...path: string[]) {
    const content = path.pop()!
    const file = join(root, 'image', 'overlay2', ...path)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, content)
  }

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'slipway-store-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  it('tells which entries made no layer', async () => {
    const config = JSON.stringify({ history: [{}, { empty_layer: true }, { empty_layer: false }] })
    await put('imagedb', 'content', 'sha256', hash(config), config)
    expect(await readEmptyLayers(store(), `sha256:${hash(config)}`)).toEqual([false, true, false])
  })

  it('is not believed when the content is not what its name says', async () => {
    await put('imagedb', 'content', 'sha256', hash('other'), '{"history":[]}')
    expect(await readEmptyLayers(store(), `sha256:${hash('other')}`)).toBeNull()
    expect(await readEmptyLayers(store(), `sha256:${hash('missing')}`)).toBeNull()
    expect(await readEmptyLayers({ root: '', driver: '' }, `sha256:${hash('missing')}`)).toBeNull()
  })

  it('knows the size of a layer by all that lies below it', async () => {
    const [base, top] = [`sha256:${hash('base')}`, `sha256:${hash('top')}`]
    await put('layerdb', 'sha256', hash('base'), 'size', '10')
    await put('layerdb', 'sha256', hash(`${base} ${top}`), 'size', '7')
    expect(await readLayerSize(store(), [base])).toBe(10)
    expect(await readLayerSize(store(), [base, top])).toBe(7)
    expect(await readLayerSize(store(), [top])).toBeNull()
    expect(await readLayerSize(store(), [])).toBeNull()
  })
})
