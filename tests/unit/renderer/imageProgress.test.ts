import { describe, expect, it } from 'vitest'
import type { LayerProgress } from '../../../main/contract/images'
import { layerSteps, overall } from '../../../renderer/features/images/progress'

const layer = (status: LayerProgress['status'], current = 0, total = 100): LayerProgress => ({
  id: 'a',
  status,
  current,
  total,
})

describe('progress of a pull', () => {
  it('never goes back from fetching to unpacking', () => {
    const steps = [
      layer('waiting', 0, 0),
      layer('downloading', 50),
      layer('verifying'),
      layer('extracting', 10),
      layer('extracting', 90),
      layer('done'),
    ].map((of) => {
      const { fetched, unpacked } = layerSteps(of)
      return fetched + unpacked
    })
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(steps.at(-1)).toBe(2)
  })

  it('weighs layers by their bytes', () => {
    const sum = overall({ layers: [layer('done', 300, 300), layer('downloading', 50)], done: null })
    expect(sum).toEqual({
      fetched: 350 / 400,
      unpacked: 300 / 400,
      current: 350,
      total: 400,
      layers: 2,
      layersDone: 1,
    })
  })

  it('expects as much of layers of unknown size as of the others, and nothing of those that are here', () => {
    const waiting = overall({ layers: [layer('downloading', 100), layer('waiting', 0, 0)], done: null })
    expect(waiting?.fetched).toBe(0.5)
    const here = overall({ layers: [layer('downloading', 50), layer('done', 0, 0)], done: null })
    expect(here?.fetched).toBe(0.5)
  })

  it('counts what a registry has already as through, and nothing of its bytes', () => {
    const layers = [layer('uploading', 50), layer('there', 0, 0), layer('waiting', 0, 0)]
    expect(overall({ layers, done: null })).toMatchObject({
      layersDone: 1,
      current: 50,
      total: 100,
      fetched: 0.25,
    })
    expect(overall({ layers: [layer('there', 0, 0)], done: null })?.fetched).toBe(1)
  })

  it('knows nothing before the first layer, and all at the end', () => {
    expect(overall({ layers: [], done: null })).toBeNull()
    expect(overall({ layers: [layer('done', 0, 0)], done: null })).toMatchObject({ fetched: 1, unpacked: 1 })
    expect(overall({ layers: [layer('extracting', 5)], done: { id: 'x', tags: [] } })).toMatchObject({
      unpacked: 1,
    })
  })
})
