import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countLayers } from '../../../main/layers/analysis/layerCounts'
import { historyOf } from '../../../main/layers/analysis/pathHistory'
import { eventKind, type Stack } from '../../../main/layers/analysis/stack'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { change, viewRange } from '../../../main/layers/analysis/view'
import { entryFlag, entryType } from '../../../main/layers/layerIndex'
import { bytesOf } from '../../../main/layers/pathText'
import { entry, indexOf, link, whiteout } from '../../support/layerEntries'
import { type Model, modelsOf } from '../../support/layerModel'
import { randomLayers } from '../../support/randomLayers'

const events = (stack: Stack, path: string) =>
  historyOf(stack, stack.find(bytesOf(path))).map(({ layer, kind, reasons }) => [layer, kind, ...reasons])

/** What a stack shows after a layer, as the model has it. */
function shownAt(stack: Stack, layer: number): Model {
  const shown = new Map()
  for (let node = 0; node < stack.count; node++) {
    const event = stack.lastEvent(node, layer)
    if (event < 0 || stack.eventKind[event] === eventKind.removed) continue
    shown.set(stack.path(node), { layer: stack.eventLayer[event], entry: stack.eventEntry[event] })
  }
  return shown
}

const byPath = (model: Model) => [...model].sort(([a], [b]) => (a < b ? -1 : 1))

describe('stacked layers', () => {
  it('show after every layer what the plainest overlay shows', () => {
    fc.assert(
      fc.property(randomLayers, (layers) => {
        const stack = stackIndexes(layers)
        for (const [layer, model] of modelsOf(layers).slice(1).entries()) {
          expect(byPath(shownAt(stack, layer))).toEqual(byPath(model))
        }
      }),
      { numRuns: 600 },
    )
  })

  it('are the same however many are stacked on top', () => {
    fc.assert(
      fc.property(randomLayers, fc.nat({ max: 5 }), (layers, cut) => {
        const some = layers.slice(0, cut + 1)
        const part = stackIndexes(some)
        const whole = stackIndexes(layers)
        expect(byPath(shownAt(whole, some.length - 1))).toEqual(byPath(shownAt(part, some.length - 1)))
      }),
    )
  })

  it('keep children together, sorted by bytes, after their directory', () => {
    fc.assert(
      fc.property(randomLayers, (layers) => {
        const stack = stackIndexes(layers)
        let next = 1
        for (let node = 0; node < stack.count; node++) {
          if (stack.childCount[node] === 0) continue
          expect(stack.firstChild[node]).toBe(next)
          for (let child = next; child < next + stack.childCount[node]!; child++) {
            expect(stack.parent[child]).toBe(node)
            expect(stack.find(bytesOf(stack.path(child)))).toBe(child)
            if (child > next) expect(Buffer.compare(stack.name(child - 1), stack.name(child))).toBe(-1)
          }
          next += stack.childCount[node]!
        }
        expect(next).toBe(stack.count)
      }),
    )
  })

  it('have one event a layer at most for a path, each following from the one before', () => {
    fc.assert(
      fc.property(randomLayers, (layers) => {
        const stack = stackIndexes(layers)
        for (let node = 0; node < stack.count; node++) {
          let shown = false
          let last = -1
          for (let event = stack.eventStart[node]!; event < stack.eventStart[node + 1]!; event++) {
            expect(stack.eventLayer[event]).toBeGreaterThan(last)
            last = stack.eventLayer[event]!
            expect(stack.eventKind[event] === eventKind.added).toBe(!shown)
            shown = stack.eventKind[event] !== eventKind.removed
          }
        }
      }),
    )
  })

  it('follow whiteouts, opaque directories and replaced kinds', () => {
    const stack = stackIndexes([
      indexOf(entry('d/one', { size: 3 }), entry('d/two'), entry('f', { size: 5 }), entry('gone/x')),
      indexOf(whiteout('d/one'), entry('f/inside'), whiteout('gone'), whiteout('never')),
      indexOf(entry('d/one', { size: 4 }), link('f', 'd/one')),
    ])
    expect(events(stack, 'd/one')).toEqual([
      [0, 'added'],
      [1, 'removed'],
      [2, 'added'],
    ])
    expect(events(stack, 'f')).toEqual([
      [0, 'added'],
      [1, 'modified', 'type', 'mode'],
      [2, 'modified', 'type', 'mode'],
    ])
    expect(events(stack, 'f/inside')).toEqual([
      [1, 'added'],
      [2, 'removed'],
    ])
    expect(historyOf(stack, stack.find(Buffer.from('gone/x')))[1]).toMatchObject({
      kind: 'removed',
      withParent: true,
      after: null,
    })
    expect(events(stack, 'gone')[1]).toEqual([1, 'removed'])
    expect(events(stack, 'never')).toEqual([])
  })

  it('take an opaque directory over nothing as any other, and one over something as emptied', () => {
    const opaque = (path: string, ...more: ReturnType<typeof entry>[]) =>
      indexOf(entry(`${path}/.gone/`), whiteout(path), entry(`${path}/`), ...more)
    const upper = opaque('d', entry('d/kept', { size: 2 }), entry('d/new'))
    expect(upper.flags[upper.find(Buffer.from('d'))]! & entryFlag.opaque).toBe(entryFlag.opaque)
    const over = stackIndexes([indexOf(entry('d/kept', { size: 1 }), entry('d/old')), upper])
    expect(events(over, 'd/old')).toEqual([
      [0, 'added'],
      [1, 'removed'],
    ])
    expect(events(over, 'd/kept')).toEqual([
      [0, 'added'],
      [1, 'modified', 'size'],
    ])
    expect(events(over, 'd/new')).toEqual([[1, 'added']])
    expect(events(stackIndexes([indexOf(), upper]), 'd/kept')).toEqual([[1, 'added']])
  })

  it('name what differs, and count a file that is only stored again', () => {
    const file = { size: 7, mtime: 100 }
    const stack = stackIndexes([
      indexOf(entry('f', file), link('l', 'x'), entry('d/', { mtime: 1 })),
      indexOf(entry('f', { ...file, uid: 33 }), link('l', 'y'), entry('d/', { mtime: 9 })),
      indexOf(entry('f', { ...file, uid: 33 }), entry('d/', { mode: 0o700, mtime: 9 })),
      indexOf(entry('f', { uid: 33, size: 8, mtime: 101, mode: 0o4755 })),
    ])
    expect(events(stack, 'f')).toEqual([
      [0, 'added'],
      [1, 'modified', 'owner'],
      [2, 'modified', 'storedAgain'],
      [3, 'modified', 'size', 'mode', 'time'],
    ])
    expect(historyOf(stack, stack.find(Buffer.from('f'))).map(({ metadataOnly }) => metadataOnly)).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(events(stack, 'l')).toEqual([
      [0, 'added'],
      [1, 'modified', 'target'],
    ])
    expect(events(stack, 'd')).toEqual([
      [0, 'added'],
      [1, 'touched'],
      [2, 'modified', 'mode'],
    ])
  })

  it('are there without any layer, and with an empty one', () => {
    const none = stackIndexes([])
    expect([none.count, viewRange(none, { from: 0, to: 0 }).change[0]]).toEqual([1, change.absent])
    expect(countLayers(none)).toEqual([])
    expect(countLayers(stackIndexes([indexOf()]))).toEqual([
      { files: 0, added: 0, modified: 0, removed: 0, bytes: 0 },
    ])
  })
})

describe('a range of layers', () => {
  it('leads from what was there before to what is there at its end', () => {
    fc.assert(
      fc.property(randomLayers, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (layers, one, other) => {
        const top = layers.length - 1
        const from = Math.min(one, other, top)
        const to = Math.min(Math.max(one, other), top)
        const stack = stackIndexes(layers)
        const view = viewRange(stack, { from, to })
        const models = modelsOf(layers)
        const [before, after] = [models[from]!, models[to + 1]!]
        for (let node = 0; node < stack.count; node++) {
          const path = stack.path(node)
          const was = before.has(path)
          const is = after.has(path)
          const expected = is ? (was ? [change.unchanged, change.modified] : [change.added]) : was ? [4] : [0]
          expect(expected, path).toContain(view.change[node])
        }
        const sizeOf = (model: Model) => {
          const seen = new Set<string>()
          let bytes = 0
          for (const { layer, entry: at } of model.values()) {
            const group = `${layer} ${layers[layer]!.linkGroup[at] || `own ${at}`}`
            const { size } = layers[layer]!
            if (!seen.has(group)) bytes += size[at]! + (layers[layer]!.linkTarget(at)?.length ?? 0)
            seen.add(group)
          }
          return bytes
        }
        const filesOf = (model: Model) =>
          [...model.values()].filter((at) => layers[at.layer]!.type[at.entry] !== entryType.directory).length
        expect([view.bytesBefore[0], view.bytes[0]]).toEqual([sizeOf(before), sizeOf(after)])
        expect(view.files[0]).toBe(filesOf(after))
        expect(filesOf(before) + view.added[0]! - view.removed[0]!).toBe(filesOf(after))
      }),
      { numRuns: 600 },
    )
  })

  it('of one layer counts what the layer is counted for', () => {
    fc.assert(
      fc.property(randomLayers, (layers) => {
        const stack = stackIndexes(layers)
        for (const [layer, count] of countLayers(stack).entries()) {
          const view = viewRange(stack, { from: layer, to: layer })
          const { added, modified, removed, files } = count
          expect([view.added[0], view.modified[0], view.removed[0]]).toEqual([added, modified, removed])
          expect(added + modified).toBe(files)
          expect(view.bytesStored[0]).toBe(count.bytes)
        }
      }),
      { numRuns: 400 },
    )
  })
})
