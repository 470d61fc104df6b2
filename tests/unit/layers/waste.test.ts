import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureLikeDive } from '../../../main/layers/analysis/dive'
import { measureWaste, wastedPaths } from '../../../main/layers/analysis/efficiency'
import { countLayers } from '../../../main/layers/analysis/layerCounts'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { viewRange } from '../../../main/layers/analysis/view'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { archive } from '../../support/archives'
import { scanBytes } from '../../support/layerArchives'
import { diveOf, storedAndHidden } from '../../support/plainTars'
import {
  directory,
  diveImages,
  file,
  hardlink,
  madeImages,
  opaque,
  whiteout,
} from '../../support/wasteImages'

async function indexesOf(layers: readonly Buffer[]): Promise<LayerIndex[]> {
  return Promise.all(layers.map(async (layer) => (await scanBytes(layer)).index))
}

/** All that is said of waste, which must fit together whatever the layers are. */
function measure(indexes: readonly LayerIndex[]) {
  const stack = stackIndexes(indexes)
  const waste = measureWaste(stack)
  const { rows, total } = wastedPaths(stack, waste)
  const sum = (list: readonly { readonly bytes: number }[]) => list.reduce((all, { bytes }) => all + bytes, 0)
  expect(sum(countLayers(stack))).toBe(waste.bytes)
  expect(sum(rows)).toBe(waste.reclaimableBytes)
  expect([rows.length, total]).toEqual([waste.wastedPaths, waste.wastedPaths])
  expect(waste.visibleBytes + waste.reclaimableBytes).toBe(waste.bytes)
  const view = viewRange(stack, { from: 0, to: Math.max(0, indexes.length - 1) })
  expect(view.bytes[0]).toBe(waste.visibleBytes)
  expect(waste.efficiency).toBe(waste.bytes === 0 ? 1 : 1 - waste.reclaimableBytes / waste.bytes)
  return waste
}

describe.each([...diveImages, ...madeImages])('$name', ({ layers, stored, hidden, dive, ...more }) => {
  it('has the figures that a plain reader of its tars finds', async () => {
    expect(storedAndHidden(layers)).toEqual({ stored, hidden })
    const indexes = await indexesOf(layers)
    const { bytes, reclaimableBytes } = measure(indexes)
    expect({ stored: bytes, hidden: reclaimableBytes }).toEqual({ stored, hidden })
    const figures = measureLikeDive(indexes)
    expect(figures).toEqual(diveOf(layers))
    expect(figures.wastedBytes).toBe(dive)
    if ('efficiency' in more) expect(figures.efficiency).toBe(more.efficiency)
  })
})

it('dive’s share of what lies above the base is that of its own test image', async () => {
  const image = diveImages.at(-1)!
  const figures = measureLikeDive(await indexesOf(image.layers))
  expect(figures.userWastedPercent).toBe(0.4834911001404049)
})

const names = fc.constantFrom('a', 'b', 'c')
const path = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
/** Layers as engines write them: a path once, directories before what is in them, never below a file. */
const layer = fc
  .array(
    fc.tuple(path, fc.constantFrom('file', 'link', 'directory', 'opaque', 'whiteout'), fc.nat({ max: 99 })),
    { maxLength: 8 },
  )
  .map((edits) => {
    const kinds = new Map<string, 'file' | 'directory'>()
    const parts = new Map<string, Buffer>()
    let first: string | null = null
    for (const [at, kind, bytes] of edits) {
      const above = at
        .split('/')
        .slice(0, -1)
        .map((_, depth, all) => all.slice(0, depth + 1).join('/'))
      if (above.some((each) => kinds.get(each) === 'file')) continue
      for (const each of above) {
        kinds.set(each, 'directory')
        parts.set(each, directory(`${each}/`))
      }
      if (kind === 'whiteout') parts.set(at.replace(/([^/]+)$/, '.wh.$1'), whiteout(at))
      if (kind === 'whiteout' || kinds.has(at)) continue
      kinds.set(at, kind === 'file' || kind === 'link' ? 'file' : 'directory')
      if (kind === 'file') parts.set(at, file(at, bytes))
      if (kind === 'directory' || kind === 'opaque') parts.set(at, directory(`${at}/`))
      if (kind === 'opaque') parts.set(`${at}/.wh..wh..opq`, opaque(at))
      if (kind === 'link') parts.set(at, first !== null && first < at ? hardlink(at, first) : file(at, bytes))
      if (kind === 'file' && (first === null || at < first)) first ??= at
    }
    return archive(...[...parts].sort(([a], [b]) => compare(a, b)).map(([, part]) => part))
  })
/** As a walk through directories comes to them. */
function compare(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')]
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    if (a[depth] !== b[depth]) return a[depth]! < b[depth]! ? -1 : 1
  }
  return a.length - b.length
}

it('any layers have the figures that a plain reader of their tars finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(layer, { minLength: 1, maxLength: 5 }), async (layers) => {
      const indexes = await indexesOf(layers)
      const { bytes, reclaimableBytes } = measure(indexes)
      expect({ stored: bytes, hidden: reclaimableBytes }).toEqual(storedAndHidden(layers))
      const [dive, expected] = [measureLikeDive(indexes), diveOf(layers)]
      expect(dive.wastedBytes).toBe(expected.wastedBytes)
      expect(dive.efficiency).toBeCloseTo(expected.efficiency, 12)
      expect(dive.userWastedPercent).toEqual(expected.userWastedPercent)
    }),
    { numRuns: 400 },
  )
})
