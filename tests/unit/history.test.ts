import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HistoryEntry, pairHistory } from '../../main/layers/history'

const entry = (createdBy: string, size: number): HistoryEntry => ({
  createdBy,
  comment: '',
  size,
  createdAt: 1000,
})
const ids = (count: number) => Array.from({ length: count }, (_, index) => `sha256:${index}`)
const seen = (layers: ReturnType<typeof pairHistory>) =>
  layers.map(({ diffId, inferred }) => `${diffId?.slice(7) ?? '-'}${inferred ? '?' : ''}`)

const dockerfile = [
  entry('ADD base.tar / # buildkit', 100),
  entry('ENV A=b', 0),
  entry('RUN /bin/sh -c true # buildkit', 0),
  entry('WORKDIR /srv', 0),
  entry('COPY . /srv # buildkit', 5),
  entry('CMD ["x"]', 0),
]

describe('pairHistory', () => {
  it('follows the configuration, which alone tells an empty layer from none', () => {
    const empty = [false, true, false, false, false, true]
    expect(seen(pairHistory(ids(4), dockerfile, empty))).toEqual(['0', '-', '1', '2', '3', '-'])
    const without = [false, true, true, false, false, true]
    expect(seen(pairHistory(ids(3), dockerfile, without))).toEqual(['0', '-', '-', '1', '2', '-'])
  })

  it('is certain without the configuration where counting leaves no choice', () => {
    expect(seen(pairHistory(ids(2), dockerfile, null))).toEqual(['0', '-', '-', '-', '1', '-'])
    expect(seen(pairHistory(ids(6), dockerfile, null))).toEqual(['0', '1', '2', '3', '4', '5'])
  })

  it('infers the likeliest otherwise, and says so', () => {
    expect(seen(pairHistory(ids(4), dockerfile, null))).toEqual(['0', '-?', '1?', '2?', '3?', '-?'])
    expect(seen(pairHistory(ids(3), dockerfile, null))).toEqual(['0', '-?', '-?', '1?', '2?', '-?'])
  })

  it('does not believe a configuration that does not fit', () => {
    expect(seen(pairHistory(ids(2), dockerfile, [false]))).toEqual(['0', '-', '-', '-', '1', '-'])
    expect(seen(pairHistory(ids(2), dockerfile, Array(6).fill(false)))).toEqual([
      '0',
      '-',
      '-',
      '-',
      '1',
      '-',
    ])
  })

  it('keeps the layers of which the history does not speak', () => {
    expect(pairHistory(ids(2), [], [])).toEqual(
      ids(2).map((diffId) => ({ diffId, instruction: '', size: 0, createdAt: null, inferred: false })),
    )
    expect(seen(pairHistory(ids(2), [entry('COPY a b', 1)], null))).toEqual(['0?', '1?'])
  })

  it('never calls a guess certain', () => {
    const step = fc.record({
      createdBy: fc.constantFrom('RUN x', 'COPY a b', 'WORKDIR /', 'ENV A=b', 'CMD x', 'other'),
      size: fc.constantFrom(0, 0, 1, 7),
      layer: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const empty = steps.map(({ size, layer }) => size === 0 && !layer)
        const history = steps.map(({ createdBy, size }) => entry(createdBy, size))
        const diffIds = ids(empty.filter((none) => !none).length)
        const truth = pairHistory(diffIds, history, empty)
        const counted = pairHistory(diffIds, history, null)
        expect(truth.map(({ diffId }) => diffId).filter(Boolean)).toEqual(diffIds)
        expect(counted.map(({ diffId }) => diffId).filter(Boolean)).toEqual(diffIds)
        counted.forEach((layer, index) => {
          if (!layer.inferred) expect(layer).toEqual(truth[index])
        })
      }),
    )
  })
})
