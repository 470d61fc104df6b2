import { describe, expect, it } from 'vitest'
import type { LayerCount, Summary } from '../../../main/contract/layerFiles'
import type { Opened, OpenedLayer, Strata, Stratum } from '../../../main/contract/layers'
import { runningFirst } from '../../../renderer/data/containerState'
import { growth, stackLayers } from '../../../renderer/features/layers/strata'
import { apart, hueDistance, stackHues } from '../../../renderer/ui/parts/layerColour'

describe('strata', () => {
  it('share the height by their bytes', () => {
    expect(growth([{ size: 3e9 }, { size: 1e9 }, { size: 0 }])).toEqual([750, 250, 0])
  })
  it('share it equally where there is nothing to share by', () => {
    expect(growth([{ size: 0 }, { size: 0 }])).toEqual([1, 1])
    expect(growth([])).toEqual([])
  })
  it('show writable layers of running containers first, then by name with numbers as numbers', () => {
    const layer = (name: string, state: string) => ({ name, state })
    const names = runningFirst([
      layer('a', 'exited'),
      layer('web-10', 'running'),
      layer('p', 'paused'),
      layer('web-9', 'running'),
      layer('r', 'restarting'),
      layer('b', 'created'),
    ]).map(({ name }) => name)
    expect(names).toEqual(['web-9', 'web-10', 'r', 'p', 'a', 'b'])
  })
})

describe('the layers of a stack', () => {
  const common = { instruction: 'RUN', size: 5, createdAt: null, inferred: false }
  const stratum = (diffId: string, sharedWith: readonly string[]): Stratum => ({
    ...common,
    diffId,
    sharedWith,
    endsHere: [],
  })
  const strata: Strata = {
    image: { id: 'sha256:1', tags: [], size: 10 },
    layers: [stratum('sha256:a', ['other:1']), stratum('sha256:b', [])],
    sharedBytes: 5,
    containers: [],
  }
  const count = (added: number): LayerCount => ({ files: added, added, modified: 0, removed: 0, bytes: 5 })
  const layer = (diffId: string | null, kind: OpenedLayer['kind']): OpenedLayer => ({
    ...common,
    diffId,
    kind,
  })
  const opened = {
    image: { id: 'sha256:1', tags: ['own:1'] },
    layers: [layer('sha256:a', 'image'), layer('sha256:b', 'image'), layer(null, 'writable')],
    summary: { layers: [count(1), count(2), count(3)] } as unknown as Summary,
  } as unknown as Opened

  it('are those that the engine tells of until they are read', () => {
    const known = stackLayers(null, strata)
    expect(known.map(({ kind, sharedWith, counts }) => [kind, sharedWith, counts])).toEqual([
      ['image', ['other:1'], null],
      ['image', [], null],
    ])
    expect(stackLayers(null, null)).toEqual([])
  })
  it('are what was read, with what the engine knows of sharing', () => {
    const known = stackLayers(opened, strata)
    expect(known.map(({ kind, sharedWith, counts }) => [kind, sharedWith, counts?.added])).toEqual([
      ['image', ['other:1'], 1],
      ['image', [], 2],
      ['writable', null, 3],
    ])
    expect(stackLayers(opened, null).every(({ sharedWith }) => sharedWith === null)).toBe(true)
  })
  it('are called by the tag that ends with them', () => {
    const base = { ...strata, layers: [{ ...strata.layers[0]!, endsHere: ['debian:12'] }, strata.layers[1]!] }
    expect(stackLayers(null, base).map((each) => each.base)).toEqual(['debian:12', null])
    expect(stackLayers(opened, base).map((each) => each.base)).toEqual(['debian:12', null, null])
  })
  it('are called by their own image where they were imported as such', () => {
    const imported = { ...opened, layers: [{ ...layer('sha256:a', 'image'), instruction: 'IMPORT -' }] }
    expect(stackLayers(imported, null)[0]!.base).toBe('own:1')
    expect(
      stackLayers({ ...imported, layers: [...imported.layers, layer('sha256:b', 'image')] }, null)[0]!.base,
    ).toBeNull()
  })
  it('have colours that can be told from that of the one below, and the same wherever they begin a stack', () => {
    const digests = Array.from(
      { length: 300 },
      (_, at) => `sha256:${(at * 7919).toString(16).padStart(64, '0')}`,
    )
    const hues = stackHues(digests)
    for (const [at, hue] of hues.entries()) {
      if (at > 0) expect(Math.abs(hueDistance(hues[at - 1]!, hue!))).toBeGreaterThanOrEqual(apart)
    }
    expect(stackHues(digests.slice(0, 40))).toEqual(hues.slice(0, 40))
    expect(stackHues([digests[0]!, null, digests[1]!])).toEqual([hues[0], null, hues[1]])
  })
  it('are told nothing by strata of another image', () => {
    const others = { ...strata, layers: [stratum('sha256:z', ['other:1'])] }
    expect(stackLayers(opened, others)[0]!.sharedWith).toBeNull()
  })
})
