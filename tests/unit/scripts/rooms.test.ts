import { describe, expect, it } from 'vitest'
import { brokenRules } from '../../../scripts/rooms/brokenRules.mjs'
import { readSources, roomOf } from '../../../scripts/rooms/sources.mjs'

const source = (path: string, imports: string[] = [], text = '') => ({ path, imports, text })

describe('rooms', () => {
  it('keep their rules in this very tree', () => {
    const sources = readSources()
    expect(sources.length).toBeGreaterThan(500)
    expect(brokenRules(sources)).toEqual([])
  })

  it('are the folders that are known by others', () => {
    expect(roomOf('renderer/features/layers/fleet/FleetView.vue')).toBe('renderer/features/layers')
    expect(roomOf('renderer/ui/table/Table.vue')).toBe('renderer/ui')
    expect(roomOf('main/engine/client/events.ts')).toBe('main/engine/client')
    expect(roomOf('main/services/liveList.ts')).toBe('main/services')
    expect(roomOf('main/index.ts')).toBe('entry')
  })

  it.each([
    [
      'a feature past the public file of another',
      'renderer/features/run/form.ts',
      'renderer/features/images/list.ts',
    ],
    ['a part that knows Slipway', 'renderer/ui/parts/Button.vue', 'renderer/data/api.ts'],
    ['a part that knows the contract', 'renderer/ui/parts/Button.vue', 'main/contract/errors.ts'],
    ['data that knows a feature', 'renderer/data/containers.ts', 'renderer/features/containers/index.ts'],
    ['somebody who knows the frame', 'renderer/features/run/form.ts', 'renderer/app/router.ts'],
    ['a window that knows a service', 'renderer/features/run/form.ts', 'main/services/liveList.ts'],
    ['what is pure and knows the contract', 'main/shared/bytes.ts', 'main/contract/errors.ts'],
    ['the base that knows an engine', 'main/base/latch.ts', 'main/engine/client/events.ts'],
    ['any engine that knows the own one', 'main/engine/client/events.ts', 'main/engine/owned/paths.ts'],
  ])('are broken by %s', (_, from, to) => {
    expect(brokenRules([source(from, [to]), source(to)])).toEqual([
      expect.stringContaining(`${from} imports ${to}`),
    ])
  })

  it('may know what lies below them', () => {
    const own = 'renderer/features/run/form.ts'
    const targets = ['renderer/features/images/index.ts', 'renderer/data/api.ts', 'main/shared/bytes.ts']
    expect(brokenRules([source(own, targets), ...targets.map((path) => source(path))])).toEqual([])
  })

  it('are broken by a circle, over however many', () => {
    const [a, b, c] = ['images', 'layers', 'app'].map((name) => `main/services/${name}/x.ts`) as [
      string,
      string,
      string,
    ]
    expect(brokenRules([source(a, [b]), source(b, [c]), source(c)])).toEqual([])
    expect(brokenRules([source(a, [b]), source(b, [c]), source(c, [a])])).toEqual([
      expect.stringContaining('These know each other'),
    ])
  })

  it('are broken by a name with two meanings, and by a request that is written elsewhere', () => {
    const twice = [
      source('main/app/a.ts', [], 'export const x = 1'),
      source('main/cli/b.ts', [], 'export function x() {}'),
    ]
    expect(brokenRules(twice)).toEqual(['x is exported by main/app/a.ts and main/cli/b.ts'])
    const request = "engine.request({ path: '/containers/json' })"
    expect(brokenRules([source('main/services/a/b.ts', [], request)])).toHaveLength(1)
    expect(brokenRules([source('main/engine/api/b.ts', [], request)])).toEqual([])
  })
})
