import { describe, expect, it } from 'vitest'
import { choose, rangeOf } from '../../../renderer/features/layers/layerRange'

describe('the choice of layers', () => {
  const at = (layer: number) => ({ anchor: layer, focus: layer })
  it('is one layer, held within the stack', () => {
    expect(choose(at(2), 3, false, 5)).toEqual(at(3))
    expect(choose(at(2), 9, false, 5)).toEqual(at(4))
    expect(choose(at(2), -1, false, 5)).toEqual(at(0))
  })
  it('is led on from where it began while Shift is held', () => {
    const up = choose(at(2), 4, true, 5)
    expect(rangeOf(up)).toEqual({ from: 2, to: 4 })
    const down = choose(up, 0, true, 5)
    expect(rangeOf(down)).toEqual({ from: 0, to: 2 })
    expect(rangeOf(choose(down, 1, false, 5))).toEqual({ from: 1, to: 1 })
  })
})
