import { describe, expect, it } from 'vitest'
import { measureLikeDive } from '../../../main/layers/analysis/dive'
import { checkRules, readRules } from '../../../main/layers/analysis/diveRules'
import { measureWaste, wastedPaths } from '../../../main/layers/analysis/efficiency'
import { createExplorer } from '../../../main/layers/analysis/explorer'
import { stackIndexes } from '../../../main/layers/analysis/stackBuilder'
import { createIndexBuilder } from '../../../main/layers/indexBuilder'
import { readIndex } from '../../../main/layers/indexReader'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { entry, indexOf, link, whiteout } from '../../support/layerEntries'

function measure(...layers: LayerIndex[]) {
  const stack = stackIndexes(layers)
  const waste = measureWaste(stack)
  return { ...waste, wasted: wastedPaths(stack, waste).rows }
}

describe('waste', () => {
  it('is told at the path where a layer hid it', () => {
    const result = measure(
      indexOf(entry('f', { size: 100 }), entry('d/x', { size: 50 }), entry('d/y/z', { size: 20 })),
      indexOf(whiteout('f'), whiteout('d'), entry('kept', { size: 30 }), whiteout('never')),
    )
    expect(result.wasted).toEqual([
      { path: 'f', isDirectory: false, copies: 1, layers: [0], bytes: 100 },
      { path: 'd', isDirectory: true, copies: 2, layers: [0], bytes: 70 },
    ])
    expect([result.reclaimableBytes, result.bytes, result.visibleBytes]).toEqual([170, 200, 30])
    expect(result.efficiency).toBe(1 - 170 / 200)
  })

  it('of a directory is of what it held of several layers, the files removed before not among them', () => {
    const result = measure(
      indexOf(entry('d/x', { size: 50 }), entry('d/y', { size: 20 })),
      indexOf(entry('d/x', { size: 51 }), whiteout('d/y'), entry('d/in/z', { size: 3 })),
      indexOf(whiteout('d')),
    )
    expect(result.wasted).toEqual([
      { path: 'd', isDirectory: true, copies: 2, layers: [1], bytes: 54 },
      { path: 'd/x', isDirectory: false, copies: 1, layers: [0], bytes: 50 },
      { path: 'd/y', isDirectory: false, copies: 1, layers: [0], bytes: 20 },
    ])
  })

  it('counts the copy that can be seen as one that is stored, and not as wasted', () => {
    const result = measure(
      indexOf(entry('f', { size: 10 })),
      indexOf(entry('f', { size: 10, uid: 33 })),
      indexOf(entry('f', { size: 10, uid: 34 })),
    )
    expect(result.wasted).toEqual([
      { path: 'f', isDirectory: false, copies: 3, layers: [0, 1, 2], bytes: 20 },
    ])
    expect(result.efficiency).toBeCloseTo(1 / 3)
  })

  it('is told in the history of the path that hid it, of a directory all that was in it', () => {
    const stack = stackIndexes([
      indexOf(entry('d/x', { size: 50 }), entry('d/y', { size: 20 }), entry('f', { size: 4 })),
      indexOf(entry('d/x', { size: 51 }), entry('f', { size: 5 })),
      indexOf(whiteout('d')),
    ])
    const explorer = createExplorer(stack)
    const told = (path: string) =>
      explorer.history({ path }).map(({ kind, wastedBytes }) => [kind, wastedBytes])
    expect(told('d').at(-1)).toEqual(['removed', 71])
    expect(told('d/x')).toEqual([
      ['added', 0],
      ['modified', 50],
      ['removed', 51],
    ])
    expect(told('f')).toEqual([
      ['added', 0],
      ['modified', 4],
    ])
  })

  it('is none of a file that one of its names still leads to', () => {
    const builder = createIndexBuilder()
    builder.add(entry('a', { size: 9 }))
    builder.link(entry('b'), Buffer.from('a'))
    const two = readIndex(builder.finish())
    expect(measure(two, indexOf(whiteout('a'), entry('b', { size: 4 })))).toMatchObject({
      bytes: 13,
      visibleBytes: 4,
      wasted: [{ path: 'a', copies: 1, bytes: 9 }],
    })
    expect(measure(two, indexOf(whiteout('a')))).toMatchObject({ visibleBytes: 9, wasted: [] })
  })

  it('is of the target of a link too, for engines count it', () => {
    expect(measure(indexOf(link('l', 'target')), indexOf(whiteout('l')))).toMatchObject({
      bytes: 6,
      wasted: [{ path: 'l', copies: 1, bytes: 6 }],
    })
  })

  it('is none without bytes', () => {
    const none = { efficiency: 1, reclaimableBytes: 0, wasted: [] }
    expect(measure()).toMatchObject(none)
    expect(measure(indexOf(entry('nothing')), indexOf(whiteout('nothing')))).toMatchObject(none)
  })
})

describe('dive rules', () => {
  const rulesOf = (text: string) => readRules(text, '.dive-ci')
  const result = measureLikeDive([
    indexOf(entry('f', { size: 100 })),
    indexOf(entry('f', { size: 100, uid: 1 }), entry('g', { size: 300 })),
  ])

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
    const removed = measureLikeDive([indexOf(entry('f', { size: 1 })), indexOf(whiteout('f'))])
    expect(removed.userWastedPercent).toBeNull()
    expect(checkRules(rulesOf(''), removed).at(-1)).toMatchObject({ status: 'failed', value: null })
  })
})
