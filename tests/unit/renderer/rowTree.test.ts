import { beforeEach, describe, expect, it } from 'vitest'
import {
  firstMissing,
  insert,
  keepPage,
  type Level,
  lineOf,
  linesOf,
  type NestedRow,
  pageOf,
  placeAt,
  rowOf,
} from '../../../renderer/features/layers/files/rowTree'

const pageSize = 2

/** A directory of which only these pages were read. */
function levelOf(directory: string, total: number, pages: readonly number[], depth = 1): Level<NestedRow> {
  const level: Level<NestedRow> = { directory, depth, total, pageSize, pages: new Map(), opened: new Map() }
  for (const page of pages) {
    const size = Math.min(pageSize, total - page * pageSize)
    level.pages.set(
      page,
      Array.from({ length: size }, (_, at) => ({
        path: `${directory === '' ? '' : `${directory}/`}${page * pageSize + at}`,
      })),
    )
  }
  return level
}

/** Six rows, the second and the fourth open: 0, 1, 1/0, 1/0/0, 1/1, 1/2, 2, 3, 3/0, 4, 5. */
let root: Level<NestedRow>
beforeEach(() => {
  root = levelOf('', 6, [0, 1])
  const one = levelOf('1', 3, [0], 2)
  insert({ level: root, index: 3 }, levelOf('3', 1, [0], 2))
  insert({ level: root, index: 1 }, one)
  insert({ level: one, index: 0 }, levelOf('1/0', 1, [0], 3))
})

describe('a tree of which a part is there', () => {
  it.each([
    [0, '', 0, '0'],
    [1, '', 1, '1'],
    [2, '1', 0, '1/0'],
    [3, '1/0', 0, '1/0/0'],
    [4, '1', 1, '1/1'],
    [5, '1', 2, null],
    [6, '', 2, '2'],
    [7, '', 3, '3'],
    [8, '3', 0, '3/0'],
    [9, '', 4, null],
    [10, '', 5, null],
  ])('shows at line %i of directory "%s" its row %i', (line, directory, index, path) => {
    const place = placeAt(root, line)!
    expect([place.level.directory, place.index, rowOf(place)?.path ?? null]).toEqual([directory, index, path])
    if (path) expect(lineOf(root, path)).toBe(line)
  })

  it('ends where its lines end, and does not know what was not read', () => {
    expect(linesOf(root)).toBe(11)
    expect(placeAt(root, 11)).toBeNull()
    for (const path of ['4', '1/2', '6', '10', '']) expect(lineOf(root, path)).toBe(-1)
  })

  it.each([
    [0, 4, null],
    [0, 10, ['1', 1]],
    [6, 8, null],
    [6, 10, ['', 2]],
    [10, 99, ['', 2]],
    [11, 99, null],
  ] as const)('lacks of lines %i to %i: %j', (first, last, missing) => {
    const place = firstMissing(root, first, last)
    expect(place && [place.level.directory, pageOf(place)]).toEqual(missing)
  })

  it('lets go of the page that was seen longest ago', () => {
    // The first page is seen again, so the second one goes.
    firstMissing(root, 0, 0)
    keepPage(root, 2, [], 2)
    expect([...root.pages.keys()]).toEqual([0, 2])
  })
})
