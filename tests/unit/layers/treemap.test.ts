import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tile } from '../../../main/contract/layerFiles'
import { createExplorer } from '../../../main/layers/analysis/explorer'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { entry, indexOf } from '../../support/layerEntries'
import { randomLayers } from '../../support/randomLayers'

const options = { depth: 3, tiles: 100, measure: 'shown' } as const
const sizes = (tile: Tile): unknown => [tile.name, tile.bytes, tile.layer, tile.children?.map(sizes) ?? null]

describe('a treemap', () => {
  const explorer = () =>
    createExplorer(
      stackIndexes([
        indexOf(
          entry('usr/lib/a', { size: 60 }),
          entry('usr/lib/b', { size: 10 }),
          entry('etc/x', { size: 5 }),
        ),
        indexOf(entry('usr/lib/c', { size: 50 }), entry('usr/lib/deep/er/d', { size: 30 }), entry('empty')),
      ]),
    )

  it('tells of each part what most of its bytes are', () => {
    const changed = createExplorer(
      stackIndexes([
        indexOf(entry('d/old', { size: 60 }), entry('e/old', { size: 9 })),
        indexOf(entry('d/old', { size: 61 }), entry('d/new', { size: 50 }), entry('e/new', { size: 70 })),
      ]),
    )
    const range = { from: 1, to: 1 }
    const { children } = changed.treemap({ directory: '', range, ...options, measure: 'stored' })
    const told = children!.map(({ path, change, children }) => [
      path,
      change,
      children!.map((each) => each.change),
    ])
    expect(told).toEqual([
      ['d', 'modified', ['modified', 'added']],
      ['e', 'added', ['added']],
    ])
  })

  it('has the largest first, each with the layer that holds most of it', () => {
    expect(sizes(explorer().treemap({ directory: '', ...options }))).toEqual([
      '',
      155,
      1,
      [
        [
          'usr',
          150,
          1,
          [
            [
              'lib',
              150,
              1,
              [
                ['a', 60, 0, null],
                ['c', 50, 1, null],
                ['deep', 30, 1, null],
                ['b', 10, 0, null],
              ],
            ],
          ],
        ],
        ['etc', 5, 0, [['x', 5, 0, null]]],
      ],
    ])
  })

  it('puts what is small together, and counts what a layer stored when asked', () => {
    const few = { ...options, perDirectory: 2, directory: 'usr/lib' }
    const { children, path } = explorer().treemap(few)
    expect(path).toBe('usr/lib')
    expect(children!.map(({ name, bytes, entries }) => [name, bytes, entries])).toEqual([
      ['a', 60, 0],
      ['c', 50, 0],
      ['', 40, 2],
    ])
    const stored = explorer().treemap({
      directory: '',
      range: { from: 1, to: 1 },
      depth: 1,
      tiles: 9,
      measure: 'stored',
    })
    expect(sizes(stored)).toEqual(['', 80, 1, [['usr', 80, 1, null]]])
  })

  it('has as many tiles as allowed at most, which fill every divided one', () => {
    const limits = fc.record({
      tiles: fc.integer({ min: 1, max: 9 }),
      perDirectory: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(randomLayers, limits, (layers, limit) => {
        const explorer = createExplorer(stackIndexes(layers))
        const map = explorer.treemap({ directory: '', ...options, ...limit })
        let tiles = 0
        const check = (tile: Tile) => {
          if (tile.name !== '') tiles++
          if (!tile.children) return
          expect(tile.children.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(tile.bytes)
          expect(tile.children.every(({ bytes }) => bytes > 0)).toBe(true)
          tile.children.forEach(check)
        }
        check(map)
        expect(tiles).toBeLessThanOrEqual(limit.tiles)
        expect(map.bytes).toBe(explorer.sums({}).bytes)
      }),
      { numRuns: 300 },
    )
  })
})
