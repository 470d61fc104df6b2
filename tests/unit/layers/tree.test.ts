import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, Filter, TreeRow } from '../../../main/contract/layerFiles'
import { createExplorer, type Explorer } from '../../../main/layers/analysis/explorer'
import { sortBySize } from '../../../main/layers/analysis/sizeOrder'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { TextMatcher } from '../../../main/layers/analysis/textMatcher'
import { viewRange } from '../../../main/layers/analysis/view'
import { bytesOf } from '../../../main/layers/pathText'
import { entry, indexOf, link, whiteout } from '../../support/layerEntries'
import { randomLayers } from '../../support/randomLayers'

const page = { offset: 0, limit: 1000, sort: 'name' } as const

const sample = () =>
  createExplorer(
    stackIndexes([
      indexOf(entry('usr/bin/tool', { size: 50, mode: 0o4755 }), entry('usr/share/doc/a', { size: 30 })),
      indexOf(entry('usr/share/Big.TXT', { size: 900 }), link('usr/bin/alias', 'tool')),
      indexOf(whiteout('usr/share/doc'), entry('usr/bin/tool', { size: 50, mode: 0o4755, uid: 33 })),
    ]),
  )

/** Every row of a tree, as a person would see it who opened all of it. */
function openAll(explorer: Explorer, question: { filter?: Filter; range?: { from: number; to: number } }) {
  const rows: TreeRow[] = []
  const open = (directory: string) => {
    for (const row of explorer.level({ ...question, ...page, directory }).rows) {
      rows.push(row)
      if (row.hasChildren) open(row.path)
    }
  }
  open('')
  return rows
}

describe('a level of the tree', () => {
  it('shows what each path is, who made it so, and what is below', () => {
    const { rows, total } = sample().level({ ...page, directory: 'usr' })
    expect(total).toBe(2)
    expect(rows.map(({ name, bytes, files, hasChildren }) => [name, bytes, files, hasChildren])).toEqual([
      ['bin', 50 + 'tool'.length, 2, true],
      ['share', 900, 1, true],
    ])
    const [alias, tool] = sample().level({ ...page, directory: 'usr/bin' }).rows
    expect(alias).toMatchObject({ kind: 'symlink', target: 'tool', layer: 1, change: 'added', size: 0 })
    expect(tool).toMatchObject({ kind: 'file', mode: 0o4755, uid: 33, layer: 2, path: 'usr/bin/tool' })
  })

  it('shows what one layer did, and what it removed as it was', () => {
    const question = { range: { from: 2, to: 2 }, ...page, directory: 'usr/share' }
    const [big, doc] = sample().level(question).rows
    expect(big).toMatchObject({ change: 'unchanged', layer: 1 })
    expect(doc).toMatchObject({ change: 'removed', layer: 0, bytes: 0, bytesRemoved: 30, removed: 1 })
    const changes: Change[] = ['added', 'modified', 'removed']
    const only = openAll(sample(), { range: { from: 2, to: 2 }, filter: { changes } })
    expect(only.map(({ path, change }) => [path, change])).toEqual([
      ['usr', 'unchanged'],
      ['usr/bin', 'unchanged'],
      ['usr/bin/tool', 'modified'],
      ['usr/share', 'unchanged'],
      ['usr/share/doc', 'removed'],
      ['usr/share/doc/a', 'removed'],
    ])
    expect(only[2]!.reasons).toEqual(['owner'])
  })

  it('sorts by size, pages, and says when there is no such path', () => {
    const explorer = sample()
    const names = (offset: number, limit: number) =>
      explorer.level({ sort: 'size', offset, limit, directory: 'usr' }).rows.map(({ name }) => name)
    expect([names(0, 5), names(1, 1), names(2, 5)]).toEqual([['share', 'bin'], ['bin'], []])
    const none = () => explorer.level({ ...page, directory: 'usr/none' })
    expect(none).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(explorer.level({ ...page, directory: 'usr/bin/tool' })).toEqual({ rows: [], total: 0 })
  })

  it('finds paths whatever their case, across directories, and by size', () => {
    const paths = (filter: Filter, sort: 'name' | 'size' = 'name') =>
      sample()
        .search({ ...page, sort, filter })
        .rows.map(({ path }) => path)
    expect(paths({ text: 'big.txt' })).toEqual(['usr/share/Big.TXT'])
    expect(paths({ text: 'R/BIN/a' })).toEqual(['usr/bin/alias'])
    expect(paths({ text: '/usr/b' })).toEqual(['usr/bin', 'usr/bin/alias', 'usr/bin/tool'])
    expect(paths({ minSize: 50 }, 'size')).toEqual(['usr/share/Big.TXT', 'usr/bin/tool'])
    expect(paths({ text: 'nowhere' })).toEqual([])
    expect(paths({ changes: [] })).toEqual([])
  })

  it('names bytes that are no text so that they can be asked for', () => {
    const name = Buffer.from([0x66, 0xff, 0x78])
    const explorer = createExplorer(stackIndexes([indexOf(entry(Buffer.concat([Buffer.from('d/'), name])))]))
    const [row] = explorer.level({ ...page, directory: 'd' }).rows
    expect(row).toMatchObject({ name: 'f\\xffx', path: 'd/f\\xffx' })
    expect(explorer.history({ path: row!.path })).toHaveLength(1)
    expect(explorer.search({ ...page, filter: { text: '\\xffX' } }).total).toBe(1)
  })
})

const filters = fc.record(
  {
    text: fc.constantFrom('a', 'b/', 'É', '/a/b', 'c'),
    changes: fc.subarray<Change>(['added', 'modified', 'removed', 'unchanged']),
    minSize: fc.constantFrom(0, 1, 5),
  },
  { requiredKeys: [] },
)

describe('the whole tree', () => {
  it('holds exactly what a filter lets through, and the way to it', () => {
    fc.assert(
      fc.property(randomLayers, filters, fc.nat({ max: 5 }), (layers, filter, at) => {
        const stack = stackIndexes(layers)
        const from = Math.min(at, layers.length - 1)
        const range = { from, to: layers.length - 1 }
        const explorer = createExplorer(stack)
        const all = openAll(explorer, { range })
        const fits = (row: TreeRow) =>
          (!filter.text || `/${row.path}`.toLowerCase().includes(filter.text.toLowerCase())) &&
          (!filter.changes || filter.changes.includes(row.change)) &&
          (!filter.minSize ||
            (row.kind !== 'directory' &&
              (row.change === 'removed' ? row.bytesBefore : row.bytes) >= filter.minSize))
        const expected = all.filter(fits).map(({ path }) => path)
        const found = explorer.search({ ...page, range, filter }).rows.map(({ path }) => path)
        expect(found).toEqual(expected)
        const shown = openAll(explorer, { range, filter }).map(({ path }) => path)
        const ways = (path: string) => expected.some((each) => each === path || each.startsWith(`${path}/`))
        expect(shown).toEqual(all.map(({ path }) => path).filter(ways))
      }),
      { numRuns: 400 },
    )
  })

  it('sums up: every directory is what is in it', () => {
    fc.assert(
      fc.property(randomLayers, fc.nat({ max: 5 }), (layers, at) => {
        const explorer = createExplorer(stackIndexes(layers))
        const range = { from: Math.min(at, layers.length - 1), to: layers.length - 1 }
        const all = openAll(explorer, { range })
        for (const row of all.filter(({ kind }) => kind === 'directory')) {
          const { rows } = explorer.level({ ...page, range, directory: row.path })
          for (const sum of ['bytes', 'files', 'added', 'modified', 'bytesStored'] as const) {
            const within = rows.reduce((all, each) => all + each[sum], 0)
            // A directory that took a file's place has that file among its removed ones: it is not in it.
            expect(row[sum], `${sum} of ${row.path}`).toBe(within)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('agrees with the history of each of its paths', () => {
    fc.assert(
      fc.property(randomLayers, fc.nat({ max: 5 }), (layers, at) => {
        const explorer = createExplorer(stackIndexes(layers))
        const layer = Math.min(at, layers.length - 1)
        for (const row of openAll(explorer, { range: { from: layer, to: layer } })) {
          const events = explorer.history({ path: row.path })
          const own = events.find((event) => event.layer === layer)
          const kind = own?.kind === 'touched' ? 'unchanged' : (own?.kind ?? 'unchanged')
          expect(kind, row.path).toBe(row.change)
          if (own) expect(row.reasons).toEqual(own.reasons)
          const last = events.filter((event) => event.layer <= layer).at(-1)!
          const shown = last.after ?? last.before!
          expect(row).toMatchObject({
            layer: shown.layer,
            mode: shown.mode,
            kind: shown.kind,
            size: shown.size,
          })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is the same for one range as for its parts one after the other', () => {
    fc.assert(
      fc.property(randomLayers, fc.nat({ max: 5 }), (layers, at) => {
        const stack = stackIndexes(layers)
        const top = layers.length - 1
        const cut = Math.min(at, top)
        const [lower, upper, whole] = [
          viewRange(stack, { from: 0, to: cut }),
          viewRange(stack, { from: cut + 1, to: top + 1 }),
          viewRange(stack, { from: 0, to: top + 1 }),
        ]
        expect(upper.before).toEqual(lower.after)
        expect(whole.before).toEqual(lower.before)
        expect(whole.after).toEqual(upper.after)
        expect(upper.bytesBefore).toEqual(lower.bytes)
      }),
    )
  })
})

describe('sorting by size', () => {
  it('is what a comparing sort does', () => {
    const sizes = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.maxSafeNat()), { maxLength: 200 })
    fc.assert(
      fc.property(sizes, (list) => {
        const items = Uint32Array.from(list.keys())
        const expected = [...list.keys()].sort((a, b) => list[b]! - list[a]! || a - b)
        expect([...sortBySize(items, (item) => list[item]!)]).toEqual(expected)
      }),
    )
  })
})

describe('finding text', () => {
  it('is the same however the bytes are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'é', 'É', '/'), maxLength: 12 })
    const part = fc.string({ unit: fc.constantFrom('a', 'b', 'É'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(text, part, fc.nat({ max: 12 }), (whole, wanted, at) => {
        const matcher = new TextMatcher(bytesOf(wanted))
        const bytes = Buffer.from(whole)
        const cut = Math.min(at, bytes.length)
        const state = matcher.run(matcher.run(0, bytes, 0, cut), bytes, cut, bytes.length)
        expect(state === 1).toBe(whole.toLowerCase().includes(wanted.toLowerCase()))
      }),
      { numRuns: 2000 },
    )
  })
})
