import { describe, expect, it } from 'vitest'
import type { Tile } from '../../../main/contract/layerFiles'
import { layOut, trail } from '../../../renderer/features/layers/treemap/treemapLayout'

function tile(path: string, bytes: number, children: readonly Tile[] | null = null): Tile {
  const name = path.split('/').at(-1)!
  return {
    name,
    path,
    isDirectory: children !== null,
    bytes,
    layer: 0,
    change: 'added',
    entries: 0,
    children,
  }
}

describe('a treemap', () => {
  const root = tile('', 100, [
    tile('usr', 80, [tile('usr/bin', 60), tile('usr/lib', 20)]),
    tile('etc', 15),
    tile('empty', 5, []),
  ])

  it('gives every part an area after its bytes, none outside and none on another', () => {
    const tiles = layOut(root, 600, 400)
    const leaves = tiles.filter(({ isGroup }) => !isGroup)
    expect(leaves.map(({ tile }) => tile.path).sort()).toEqual(['empty', 'etc', 'usr/bin', 'usr/lib'])
    const area = (path: string) => {
      const { width, height } = tiles.find(({ tile }) => tile.path === path)!
      return width * height
    }
    expect(area('usr/bin') / area('usr/lib')).toBeCloseTo(3, 0)
    expect(area('usr') / area('etc')).toBeGreaterThan(4)
    for (const a of tiles) {
      expect(a.left).toBeGreaterThanOrEqual(0)
      expect(a.left + a.width).toBeLessThanOrEqual(600)
      expect(a.top + a.height).toBeLessThanOrEqual(400)
    }
    for (const a of leaves) {
      for (const b of leaves) {
        if (a === b) continue
        const apart =
          a.left + a.width <= b.left ||
          b.left + b.width <= a.left ||
          a.top + a.height <= b.top ||
          b.top + b.height <= a.top
        expect(apart, `${a.tile.path} and ${b.tile.path}`).toBe(true)
      }
    }
  })

  it('lays parts on their group, below its name', () => {
    const tiles = layOut(root, 600, 400)
    const group = tiles.findIndex(({ tile }) => tile.path === 'usr')
    const part = tiles.findIndex(({ tile }) => tile.path === 'usr/bin')
    expect(part).toBeGreaterThan(group)
    expect(tiles[part]!.top).toBeGreaterThanOrEqual(tiles[group]!.top + 17)
  })

  it('shows a directory that holds nothing but another one as that one', () => {
    const doc = tile('usr/share/doc', 50, [tile('usr/share/doc/a', 30), tile('usr/share/doc/b', 20)])
    const usr = tile('usr', 50, [tile('usr/share', 50, [doc])])
    const tiles = layOut(tile('', 60, [usr, tile('etc', 10)]), 600, 400)
    expect(tiles.filter(({ isGroup }) => isGroup).map(({ name, tile }) => [name, tile.path])).toEqual([
      ['usr/share/doc', 'usr/share/doc'],
    ])
    expect(tiles).toHaveLength(4)
  })

  it('shows a directory that is too small for its parts as one tile', () => {
    const parts = Array.from({ length: 5 }, (_, index) => tile(`small/part${index}`, 1))
    const tiles = layOut(tile('', 1005, [tile('large', 1000), tile('small', 5, parts)]), 600, 400)
    expect(tiles.map(({ tile, isGroup }) => [tile.path, isGroup])).toEqual([
      ['large', false],
      ['small', false],
    ])
  })

  it('leaves out what nobody could see, and is empty where there is no room', () => {
    const crumbs = Array.from({ length: 50 }, (_, index) => tile(`crumb${index}`, 1))
    const tiles = layOut(tile('', 1e9 + 50, [tile('rock', 1e9), ...crumbs]), 300, 200)
    expect(tiles.map(({ tile }) => tile.path)).toEqual(['rock'])
    expect(layOut(root, 0, 0)).toEqual([])
  })
})

describe('the trail to a directory', () => {
  it('names each step and where it leads', () => {
    expect(trail('')).toEqual([])
    expect(trail('usr/share')).toEqual([
      { name: 'usr', path: 'usr' },
      { name: 'share', path: 'usr/share' },
    ])
  })
})
