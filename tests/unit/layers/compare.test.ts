import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignLayers, compareImages } from '../../../main/layers/analysis/compare'
import { createExplorer } from '../../../main/layers/analysis/explorer'
import { change } from '../../../main/layers/analysis/view'
import { entryFlag, entryType, type LayerIndex } from '../../../main/layers/layerIndex'
import { entry, indexOf, link, whiteout } from '../../support/layerEntries'
import { modelsOf } from '../../support/layerModel'
import { randomLayers } from '../../support/randomLayers'

function differences(a: LayerIndex[], b: LayerIndex[]) {
  const view = compareImages(a, b)
  const page = { sort: 'name', offset: 0, limit: 1000 } as const
  const filter = { changes: ['added', 'modified', 'removed'] as const }
  const { rows } = createExplorer(view.stack, { compared: view }).search({ ...page, filter })
  return rows.map(({ path, change: mark, reasons }) => [path, mark, ...reasons])
}

describe('two images', () => {
  it('differ in what was added, removed and changed, and in what', () => {
    const base = indexOf(
      entry('etc/same', { size: 4 }),
      entry('etc/gone', { size: 3 }),
      entry('f', { size: 1 }),
    )
    const one = [
      base,
      indexOf(link('l', 'x'), entry('owned'), entry('bin/a'), entry('rewritten', { size: 5 })),
    ]
    const other = [
      base,
      indexOf(whiteout('etc/gone'), entry('f', { size: 2 }), link('l', 'y'), entry('new', { size: 7 })),
      indexOf(
        entry('owned', { uid: 5, mode: 0o600 }),
        entry('bin', { size: 1 }),
        entry('rewritten', { size: 5 }),
      ),
    ]
    expect(differences(one, other)).toEqual([
      ['bin', 'modified', 'type', 'mode'],
      ['bin/a', 'removed'],
      ['etc/gone', 'removed'],
      ['f', 'modified', 'size'],
      ['l', 'modified', 'target'],
      ['new', 'added'],
      ['owned', 'modified', 'mode', 'owner'],
    ])
    const view = compareImages(one, other)
    const explorer = createExplorer(view.stack, { compared: view })
    expect(explorer.sums({})).toMatchObject({ bytesBefore: 14, bytes: 20, added: 2, removed: 2, modified: 3 })
    expect(explorer.difference({ path: 'owned' })).toMatchObject({
      before: { uid: 0, mode: 0o644 },
      after: { uid: 5, mode: 0o600 },
      reasons: ['mode', 'owner'],
    })
    expect(() => explorer.summary()).toThrow(expect.objectContaining({ key: 'unsupported/comparedLayers' }))
  })

  it('are all new or all gone beside an image without layers', () => {
    const full = [indexOf(entry('a'), entry('d/b'))]
    expect(differences(full, [])).toEqual([
      ['a', 'removed'],
      ['d', 'removed'],
      ['d/b', 'removed'],
    ])
    expect(differences([], full).map(([, mark]) => mark)).toEqual(['added', 'added', 'added'])
    expect(differences([], [])).toEqual([])
  })

  it('differ exactly as what they show does', () => {
    fc.assert(
      fc.property(randomLayers, randomLayers, (a, b) => {
        const view = compareImages(a, b)
        const [old, now] = [modelsOf(a).at(-1)!, modelsOf(b).at(-1)!]
        for (let node = 0; node < view.stack.count; node++) {
          const path = view.stack.path(node)
          const before = old.get(path)
          const after = now.get(path)
          const expected =
            before && after
              ? isSame(a[before.layer]!, before.entry, b[after.layer]!, after.entry)
                ? change.unchanged
                : change.modified
              : after
                ? change.added
                : before
                  ? change.removed
                  : change.absent
          expect(view.change[node], path).toBe(expected)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('do not differ from themselves', () => {
    fc.assert(
      fc.property(randomLayers, (layers) => {
        expect(differences(layers, layers)).toEqual([])
      }),
    )
  })
})

function isSame(a: LayerIndex, i: number, b: LayerIndex, j: number): boolean {
  if (a.type[i] !== b.type[j]) return false
  const owner = a.mode[i] === b.mode[j] && a.uid[i] === b.uid[j] && a.gid[i] === b.gid[j]
  if (a.type[i] === entryType.directory) {
    return ((a.flags[i]! | b.flags[j]!) & entryFlag.implicit) !== 0 || owner
  }
  const targets = String(a.linkTarget(i)) === String(b.linkTarget(j))
  return (
    owner && targets && a.size[i] === b.size[j] && a.mtime[i] === b.mtime[j] && a.device[i] === b.device[j]
  )
}

describe('aligned layers', () => {
  it('stand beside each other where they are the same', () => {
    expect(alignLayers(['x', 'y', 'z'], ['x', 'new', 'z', 'top'])).toEqual([
      { a: 0, b: 0, keptOnce: true },
      { a: 1, b: null, keptOnce: false },
      { a: null, b: 1, keptOnce: false },
      { a: 2, b: 2, keptOnce: false },
      { a: null, b: 3, keptOnce: false },
    ])
  })

  it('keep the order of both, and pair only what is equal', () => {
    const ids = fc.array(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 8 })
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const rows = alignLayers(a, b)
        expect(rows.flatMap((row) => row.a ?? [])).toEqual([...a.keys()])
        expect(rows.flatMap((row) => row.b ?? [])).toEqual([...b.keys()])
        let prefix = 0
        while (prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix++
        expect(rows.filter(({ keptOnce }) => keptOnce)).toHaveLength(prefix)
        for (const row of rows) if (row.a !== null && row.b !== null) expect(a[row.a]).toBe(b[row.b])
      }),
    )
  })
})
