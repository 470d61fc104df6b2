import { describe, expect, it } from 'vitest'
import { growth, holders, runningFirst } from '../../../renderer/layers/strata'

describe('strata', () => {
  it('share the height by their bytes', () => {
    expect(growth([{ size: 3e9 }, { size: 1e9 }, { size: 0 }])).toEqual([750, 250, 0])
  })
  it('share it equally where there is nothing to share by', () => {
    expect(growth([{ size: 0 }, { size: 0 }])).toEqual([1, 1])
    expect(growth([])).toEqual([])
  })
  it('count the image itself among those that hold a layer', () => {
    expect(holders({ sharedWith: ['a', 'b'] })).toBe(3)
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
