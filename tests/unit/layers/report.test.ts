import { describe, expect, it } from 'vitest'
import { bytesText } from '../../../main/cli/layers/quantities'
import { makeReport } from '../../../main/cli/layers/report'
import { describeReport } from '../../../main/cli/layers/table'
import { describeFailures, describeResults } from '../../../main/cli/layers/verdict'
import { measureLikeDive } from '../../../main/layers/analysis/dive'
import { checkRules, readRules } from '../../../main/layers/analysis/diveRules'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { entry, indexOf, whiteout } from '../../support/layerEntries'

const id = `sha256:${'ab'.repeat(32)}`
const diffId = (digit: string) => `sha256:${digit.repeat(64)}`
const image = { id, tags: ['app:1', 'app:latest'] }
const base = {
  diffId: diffId('1'),
  command: 'COPY . /',
  index: indexOf(entry('a', { size: 6_000_000 }), entry('d/b', { size: 1000 })),
}
const top = {
  diffId: diffId('2'),
  command: 'RUN rm /a',
  index: indexOf(whiteout('a'), entry('d/b', { size: 1000, uid: 33 })),
}
const written = { diffId: null, command: '(written by web)', index: indexOf(entry('log', { size: 70 })) }

describe('the report', () => {
  it('counts the image without what a container wrote, and the layers with it', () => {
    const report = makeReport({ image, layers: [base, top, written] })
    expect(report).toEqual({
      image: { ...image, bytes: 6_002_000 },
      layers: [
        {
          diffId: base.diffId,
          bytes: 6_001_000,
          command: 'COPY . /',
          added: 2,
          modified: 0,
          removed: 0,
          files: 2,
        },
        {
          diffId: top.diffId,
          bytes: 1000,
          command: 'RUN rm /a',
          added: 0,
          modified: 1,
          removed: 1,
          files: 1,
        },
        {
          diffId: null,
          bytes: 70,
          command: '(written by web)',
          added: 1,
          modified: 0,
          removed: 0,
          files: 1,
        },
      ],
      efficiency: 1 - 6_001_000 / 6_002_070,
      reclaimableBytes: 6_001_000,
      wasted: [
        { path: 'a', copies: 1, bytes: 6_000_000 },
        { path: 'd/b', copies: 2, bytes: 1000 },
      ],
    })
  })

  it('is of nothing for an image without layers', () => {
    const report = makeReport({ image, layers: [] })
    expect(report).toEqual({
      image: { ...image, bytes: 0 },
      layers: [],
      efficiency: 1,
      reclaimableBytes: 0,
      wasted: [],
    })
    expect(describeReport(report)).toContain('Efficiency 100 %, 0 B wasted in 0 paths')
  })
})

describe('the table', () => {
  it('has its columns one below the other', () => {
    expect(describeReport(makeReport({ image, layers: [base, top] }))).toBe(`\
app:1, app:latest  abababababab  6 MB in 2 layers

LAYER         SIZE  FILES  ADDED  MODIFIED  REMOVED  COMMAND
111111111111  6 MB      2      2         0        0  COPY . /
222222222222  1 kB      1      0         1        1  RUN rm /a

Efficiency 0 %, 6 MB wasted in 2 paths

WASTED  COPIES  PATH
  6 MB       1  /a
  1 kB       2  /d/b
`)
  })

  it('lets no name of an image command the terminal, and cuts at its width', () => {
    const hostile = { ...base, command: `RUN \u001b]0;title\u0007\u202e\r${'x'.repeat(300)}` }
    const text = describeReport(makeReport({ image, layers: [hostile] }), 90)
    expect(text).toContain('RUN ⟨ESC⟩]0;title⟨U+0007⟩⟨U+202E⟩')
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(90)
  })

  it('says how many paths it leaves out', () => {
    const files = Array.from({ length: 23 }, (_, each) => entry(`f${each}`, { size: 1 + each }))
    const report = makeReport({
      image,
      layers: [base, base].map((layer) => ({ ...layer, index: indexOf(...files) })),
    })
    const text = describeReport(report)
    expect(text.match(/\/f\d+$/gm)).toHaveLength(20)
    expect(text).toContain('and 3 more paths')
  })

  it('has bytes as docker prints them', () => {
    expect([0, 999, 1000, 1050, 99_950, 999_499, 999_500, 1_050_000_000].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '1.05 kB',
      '100 kB',
      '999 kB',
      '1 MB',
      '1.05 GB',
    ])
  })
})

const diveOf = (layers: readonly { readonly index: LayerIndex }[]) =>
  measureLikeDive(layers.map(({ index }) => index))

it('says dive’s figures beside its own where its rules are checked', () => {
  const report = makeReport({ image, layers: [base, top] }, diveOf([base, top]))
  expect(report.dive).toEqual({
    efficiency: 1000 / 6_002_000,
    wastedBytes: 6_002_000,
    userWastedPercent: 6002,
  })
  expect(describeReport(report)).toContain(
    'As dive counts: efficiency 0 %, wastedBytes 6,002,000, userWastedPercent 600200 %',
  )
})

describe('the verdict', () => {
  const check = (text: string, layers = [base, top]) => checkRules(readRules(text, 'rules'), diveOf(layers))

  it('is none when all rules pass', () => {
    const results = check(
      'rules:\n  lowestEfficiency: 0.0001\n  highestWastedBytes: 7MB\n  highestUserWastedPercent: off',
    )
    expect(describeFailures(results)).toBeNull()
    expect(describeResults(results).split('\n')).toEqual([
      'passed    lowestEfficiency          0.0001666 is not below 0.0001',
      'passed    highestWastedBytes        6 MB (6,002,000 bytes) is not above 7 MB (7,000,000 bytes)',
      'disabled  highestUserWastedPercent',
    ])
  })

  it('names what failed with its figures', () => {
    const results = check(
      'rules:\n  lowestEfficiency: 0.75\n  highestWastedBytes: 6MB\n  highestUserWastedPercent: off',
    )
    expect(describeFailures(results)).toBe(
      'lowestEfficiency: 0.0001666 is below 0.75; highestWastedBytes: 6 MB (6,002,000 bytes) is above 6 MB (6,000,000 bytes)',
    )
  })

  it('says a figure whole where rounding would hide the failure', () => {
    const figures = { ...diveOf([base]), efficiency: 0.899999 }
    const results = checkRules(readRules('rules:\n  lowestEfficiency: 0.9', 'rules'), figures)
    expect(describeFailures(results)).toBe('lowestEfficiency: 0.899999 is below 0.9')
  })

  it('has a figure for an image of one layer', () => {
    expect(describeFailures(check('', [base]))).toBeNull()
    expect(describeResults(check('', [base]))).toContain('nothing lies above the base')
  })
})
