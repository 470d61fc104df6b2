import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holderOf } from '../../main/engine/owned/dataIds'
import { readIdentity } from '../../main/engine/owned/identity'
import { firstFreeId } from '../../main/engine/owned/rootless'
import { type IdRange, idLines, overlap, ownLines, sameIds } from '../../main/engine/owned/subordinateIds'

const lines = '# ids\nother:100000:65536\nada:165536:65536\n\n1007:231072:65536\nada:400000:10\nada:x:1\n'

test('ids of a user: by name or number, in the order of the file', () => {
  const ranges = (name: string, uid: number) => ownLines(lines, name, uid).map(({ range }) => range)
  expect(ranges('ada', 1007)).toEqual([
    [165536, 65536],
    [231072, 65536],
    [400000, 10],
  ])
  expect(ranges('nobody', 1007)).toEqual([[231072, 65536]])
  expect(ranges('ad', 3)).toEqual([])
  expect(idLines(lines)).toHaveLength(4)
})

test('free ids lie behind all that are given away', () => {
  expect(firstFreeId(lines)).toBe(400010)
  expect(firstFreeId('')).toBe(100000)
})

test.each<[string, IdRange[], IdRange[], boolean]>([
  ['the same', [[100000, 65536]], [[100000, 65536]], true],
  ['others', [[100000, 65536]], [[200000, 65536]], false],
  ['the same and more', [[100000, 65536]], [[100000, 131072]], true],
  [
    'others behind them',
    [[100000, 65536]],
    [
      [100000, 65536],
      [500000, 65536],
    ],
    true,
  ],
  [
    'others before them',
    [[100000, 65536]],
    [
      [500000, 1],
      [100000, 65536],
    ],
    false,
  ],
  [
    'the same in two parts',
    [[100000, 65536]],
    [
      [100000, 1000],
      [101000, 64536],
    ],
    true,
  ],
  ['too few', [[100000, 65536]], [[100000, 1000]], false],
  ['none, for root', [], [[100000, 65536]], false],
])('ids compared with %s', (_, one, other, same) => {
  const own: IdRange[] = [[7, 65536]]
  expect(sameIds({ uids: one, gids: own }, { uids: other, gids: own })).toBe(same)
  expect(sameIds({ uids: own, gids: other }, { uids: own, gids: one })).toBe(same)
})

test('ids of users and groups of this machine are theirs, whatever data from elsewhere says', () => {
  expect(holderOf({ uids: [[0, 65536]], gids: [] })).toBe('root')
  expect(holderOf({ uids: [], gids: [[0, 1]] })).toBe('root')
  const free = [[4_100_000_000, 65536]] as const
  expect(holderOf({ uids: free, gids: free })).toBeNull()
})

test('ranges overlap when they have an id in common', () => {
  expect(overlap([100, 10], [109, 5])).toBe(true)
  expect(overlap([109, 5], [100, 10])).toBe(true)
  expect(overlap([100, 10], [110, 5])).toBe(false)
})

test('ids in an identity are optional, and understood or not believed at all', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-ids-'))
  const file = join(folder, 'identity.json')
  const plain = {
    uuid: '01234567-89ab-cdef-0123-456789abcdef',
    driver: 'overlay2',
    version: '26.1.5',
    tried: [],
  }
  const read = (identity: object) => {
    writeFileSync(file, JSON.stringify(identity))
    return readIdentity(file)
  }
  try {
    expect(read(plain)).toEqual(plain)
    const whole = { ...plain, ids: { uids: [[100000, 65536]], gids: [] } }
    expect(read(whole)).toEqual(whole)
    for (const ids of [
      null,
      [],
      {},
      { uids: [[1, 2]] },
      { uids: [[-1, 2]], gids: [] },
      { uids: [['1', 2]], gids: [] },
      { uids: 1, gids: 1 },
    ]) {
      expect(read({ ...plain, ids })).toBe('broken')
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
