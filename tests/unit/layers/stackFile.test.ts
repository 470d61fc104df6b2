import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureWaste } from '../../../main/layers/analysis/efficiency'
import { createExplorer } from '../../../main/layers/analysis/explorer'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { readStack, writeStack } from '../../../main/layers/analysis/stackFile'
import { type SummedStack, summarize } from '../../../main/layers/analysis/summary'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { entry, indexOf, link, whiteout } from '../../support/layerEntries'
import { randomLayers } from '../../support/randomLayers'

function summed(layers: readonly LayerIndex[]): SummedStack {
  const stack = stackIndexes(layers)
  return { stack, summary: summarize(stack, measureWaste(stack)) }
}
/** All that is in a stack, but for what it has worked out since. */
const content = ({ stack, summary }: SummedStack) => ({ ...stack, carrying: null, summary })
const fileOf = (layers: readonly LayerIndex[]) => writeStack(summed(layers))

/** Something of all that a stack tells: events of every kind, hardlinks' bytes, directories that come back. */
const layers = [
  indexOf(
    entry('etc/a', { size: 10 }),
    entry('lib/', { mode: 0o700 }),
    entry('lib/b', { size: 7 }),
    link('l', 'f'),
  ),
  indexOf(
    whiteout('lib'),
    entry('etc/', { mode: 0o700 }),
    entry('etc/a', { size: 11 }),
    entry('é', { size: 1 }),
  ),
  indexOf(entry('lib/c', { size: 3 }), entry('etc/', { mode: 0o700 }), whiteout('l')),
]

describe('a kept stack', () => {
  it('is what was stacked, whatever the layers are', () => {
    fc.assert(
      fc.property(randomLayers, fc.nat({ max: 9 }), (some, shift) => {
        const made = summed(some)
        const file = writeStack(made)
        expect(file.length % 8).toBe(0)
        // Wherever its bytes lie.
        const shifted = new Uint8Array(file.length + shift)
        shifted.set(file, shift)
        const kept = readStack(shifted.subarray(shift), some)!
        expect(content(kept)).toEqual(content(made))
        expect(kept.stack.bytes).toBe(made.stack.bytes)
        const questions = [{}, { range: { from: 0, to: 0 } }, { range: { from: 1, to: some.length - 1 } }]
        const [one, two] = [createExplorer(made.stack), createExplorer(kept.stack, kept)]
        expect(two.summary()).toEqual(one.summary())
        expect(two.wasted({ offset: 0, limit: 99 })).toEqual(one.wasted({ offset: 0, limit: 99 }))
        for (const question of questions) {
          const page = { ...question, sort: 'size', offset: 0, limit: 99 } as const
          expect(two.search(page)).toEqual(one.search(page))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('says of an image what a view of the whole says', () => {
    fc.assert(
      fc.property(randomLayers, (some) => {
        const { stack, summary } = summed(some)
        expect(summary.visibleBytes).toBe(createExplorer(stack).sums({}).bytes)
      }),
      { numRuns: 300 },
    )
  })

  it('can be of an image without layers', () => {
    expect(content(readStack(fileOf([]), [])!)).toEqual(content(summed([])))
  })

  it('is refused for any single flipped bit, when cut off and when longer', () => {
    const file = fileOf(layers)
    expect(readStack(file, layers)).not.toBeNull()
    for (let bit = 0; bit < file.length * 8; bit++) {
      const damaged = file.slice()
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      expect(readStack(damaged, layers), `bit ${bit}`).toBeNull()
    }
    for (let length = 0; length < file.length; length++) {
      expect(readStack(file.subarray(0, length), layers)).toBeNull()
    }
    expect(readStack(Buffer.concat([file, Buffer.alloc(8)]), layers)).toBeNull()
  })

  it('is refused when its bytes are anything', () => {
    const header = fileOf(layers).subarray(0, 40)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readStack(bytes, layers)).toBeNull()
        expect(readStack(Buffer.concat([header, bytes]), layers)).toBeNull()
      }),
    )
  })

  it('is refused for other layers, or the same in another order', () => {
    const file = fileOf(layers)
    expect(readStack(file, layers.slice(1))).toBeNull()
    expect(readStack(file, [...layers, indexOf()])).toBeNull()
    expect(readStack(file, [layers[1]!, layers[0]!, layers[2]!])).toBeNull()
    expect(readStack(file, [layers[0]!, layers[1]!, indexOf(entry('lib/c', { size: 4 }))])).toBeNull()
  })

  // What one build kept, the next one reads. If this fails because stacks or summaries say something else now, raise the
  // version in stackFile.ts first.
  it('of version 2 is made of these bytes', () => {
    expect(createHash('sha256').update(fileOf(layers)).digest('hex')).toBe(
      '5fce3b3d5243b2748eb15031ab60785623b7df607101923dc1cda12397e9b97b',
    )
  })
})
