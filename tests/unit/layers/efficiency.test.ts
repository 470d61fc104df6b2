import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRules, readRules } from '../../../main/layers/analysis/diveRules'
import { measureWaste, wastedPaths } from '../../../main/layers/analysis/efficiency'
import { countLayers } from '../../../main/layers/analysis/layerCounts'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { createIndexBuilder } from '../../../main/layers/indexBuilder'
import { readIndex } from '../../../main/layers/indexReader'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { measureByDefinition } from '../../support/diveModel'
import { entry, indexOf, link, whiteout } from '../../support/layerEntries'
import { randomLayers } from '../../support/randomLayers'

function measure(...layers: LayerIndex[]) {
  const stack = stackIndexes(layers)
  const waste = measureWaste(stack)
  return { ...waste, wasted: wastedPaths(stack, waste).rows }
}

describe('efficiency', () => {
  it('is what dive has for its own example, where nothing was removed', () => {
    const result = measure(
      indexOf(entry('etc/nginx/nginx.conf', { size: 2000 }), entry('etc/nginx/public', { size: 3000 })),
      indexOf(entry('etc/nginx/nginx.conf', { size: 5000 }), entry('etc/athing', { size: 10000 })),
    )
    expect(result.efficiency).toBe(0.75)
    expect(result.wasted).toEqual([{ path: 'etc/nginx/nginx.conf', count: 2, layers: [0, 1], bytes: 7000 }])
    expect([result.wastedBytes, result.bytes, result.userBytes]).toEqual([7000, 20000, 15000])
    expect(result.userWasted).toBeCloseTo(7000 / 15000)
    expect(result.visibleBytes).toBe(18000)
  })

  it('counts what was removed by its size', () => {
    // f: 100 and 100 again for the removal; d: 0 as a directory, 70 as what the removal took; kept: 30.
    const result = measure(
      indexOf(entry('f', { size: 100 }), entry('d/x', { size: 50 }), entry('d/y', { size: 20 })),
      indexOf(whiteout('f'), whiteout('d'), entry('kept', { size: 30 }), whiteout('never')),
    )
    expect(result.wasted).toEqual([
      { path: 'f', count: 2, layers: [0, 1], bytes: 200 },
      // The archive only implied the directory in the first layer; it is there all the same.
      { path: 'd', count: 2, layers: [0, 1], bytes: 70 },
    ])
    expect(result.efficiency).toBe((100 + 0 + 50 + 20 + 30) / (200 + 70 + 50 + 20 + 30))
    expect([result.wastedBytes, result.visibleBytes]).toEqual([270, 30])
  })

  it('counts a changed owner as all bytes once more', () => {
    const result = measure(indexOf(entry('f', { size: 10 })), indexOf(entry('f', { size: 10, uid: 33 })))
    expect([result.efficiency, result.wastedBytes, result.userWasted]).toEqual([0.5, 20, 2])
  })

  it('counts a file of several names once a layer', () => {
    const builder = createIndexBuilder()
    builder.add(entry('a', { size: 9 }))
    builder.link(entry('b'), Buffer.from('a'))
    const result = measure(readIndex(builder.finish()), indexOf(entry('b', { size: 4 })))
    expect([result.bytes, result.visibleBytes, result.wastedBytes]).toEqual([13, 13, 4])
  })

  it('is 1 without bytes, and has no share of what lies above when nothing does', () => {
    expect(measure()).toMatchObject({ efficiency: 1, wastedBytes: 0, userWasted: null })
    expect(measure(indexOf(entry('nothing'), link('l', 'nothing')), indexOf(entry('nothing')))).toMatchObject(
      {
        efficiency: 1,
        wasted: [],
      },
    )
  })

  it('follows its definition for any layers', () => {
    fc.assert(
      fc.property(randomLayers, (layers) => {
        const result = measure(...layers)
        const expected = measureByDefinition(layers)
        expect(result.efficiency).toBeCloseTo(expected.efficiency, 12)
        expect(result.wastedBytes).toBe(expected.wastedBytes)
        expect(new Map(result.wasted.map(({ path, bytes }) => [path, bytes]))).toEqual(expected.wasted)
        expect(result.bytes).toBe(
          countLayers(stackIndexes(layers)).reduce((sum, { bytes }) => sum + bytes, 0),
        )
        for (const { layers: list, count } of result.wasted) expect(count).toBe(list.length)
      }),
      { numRuns: 600 },
    )
  })
})

describe('dive rules', () => {
  const rulesOf = (text: string) => readRules(text, '.dive-ci')
  const result = measure(
    indexOf(entry('f', { size: 100 })),
    indexOf(entry('f', { size: 100, uid: 1 }), entry('g', { size: 300 })),
  )

  it('read the file that dive documents', () => {
    const text = `rules:
  # If the efficiency is measured below X%, mark as failed.
  lowestEfficiency: 0.95
  highestWastedBytes: 20MB
  highestUserWastedPercent: "0.20"
`
    expect(rulesOf(text)).toEqual({
      lowestEfficiency: 0.95,
      highestWastedBytes: 20_000_000,
      highestUserWastedPercent: 0.2,
    })
  })

  it('take defaults, names of newer files, and what switches a rule off', () => {
    expect(rulesOf('')).toEqual({
      lowestEfficiency: 0.9,
      highestWastedBytes: null,
      highestUserWastedPercent: 0.1,
    })
    const newer =
      'lowest-efficiency-threshold: off\nhighest-wasted-bytes: 1 KiB\nhighest-user-wasted-percent: ""'
    expect(rulesOf(newer)).toEqual({
      lowestEfficiency: null,
      highestWastedBytes: 1024,
      highestUserWastedPercent: null,
    })
  })

  it.each([
    ['1B', 1],
    ['42', 42],
    ['1,024 kb', 1_024_000],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['.5m', 500_000],
  ])('take %s as a number of bytes', (text, bytes) => {
    expect(rulesOf(`rules: { highestWastedBytes: "${text}" }`).highestWastedBytes).toBe(bytes)
  })

  it.each([
    ['rules: { lowestEfficiency: 1.1 }', 'rulesValue'],
    ['rules: { lowestEfficiency: -0.1 }', 'rulesValue'],
    ['rules: { lowestEfficiency: many }', 'rulesValue'],
    ['rules: { highestWastedBytes: not_a_size }', 'rulesValue'],
    ['rules: { highestWastedBytes: 5 iB }', 'rulesValue'],
    ['rules: { highestUserWastedPercent: 1.1 }', 'rulesValue'],
    ['rules: { highestUserWastedPercent: [1] }', 'rulesNested'],
    ['rules: { lowestEficiency: 0.9 }', 'rulesUnknown'],
    ['rules: [1]', 'rulesList'],
    ['rules: { ', 'rulesFile'],
    ['- 1', 'rulesNone'],
    ['a: &a [1]\nrules: *a', 'rulesFile'],
  ])('refuse %s', (text, what) => {
    expect(() => rulesOf(text)).toThrow(expect.objectContaining({ key: `invalid-input/${what}` }))
  })

  it('pass at their very limit and fail beyond', () => {
    // efficiency 400 / 500, 200 bytes wasted, of 400 above the base.
    const text = (efficiency: number, bytes: number, part: number) =>
      `rules: { lowestEfficiency: ${efficiency}, highestWastedBytes: ${bytes}, highestUserWastedPercent: ${part} }`
    const statuses = (rules: string) => checkRules(rulesOf(rules), result).map(({ status }) => status)
    expect(statuses(text(0.8, 200, 0.5))).toEqual(['passed', 'passed', 'passed'])
    expect(statuses(text(0.81, 199, 0.49))).toEqual(['failed', 'failed', 'failed'])
    expect(statuses('rules: { lowestEfficiency: disabled, highestUserWastedPercent: disabled }')).toEqual([
      'disabled',
      'disabled',
      'disabled',
    ])
    expect(checkRules(rulesOf(text(0.81, 200, 0.5)), result)[0]).toEqual({
      rule: 'lowestEfficiency',
      status: 'failed',
      limit: 0.81,
      value: 0.8,
    })
  })

  it('fail when something is wasted and nothing lies above the base', () => {
    const removed = measure(indexOf(entry('f', { size: 1 })), indexOf(whiteout('f')))
    expect(removed.userWasted).toBeNull()
    expect(checkRules(rulesOf(''), removed).at(-1)).toMatchObject({ status: 'failed', value: null })
  })
})
