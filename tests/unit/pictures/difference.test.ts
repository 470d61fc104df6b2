import { describe, expect, it } from 'vitest'
import { describeDifferences, differences } from '../../pictures/difference'
import {
  type Fingerprint,
  fingerprintOf,
  readFingerprint,
  writeFingerprint,
} from '../../pictures/fingerprint'
import { blurred, drawList, type Look, noisy } from '../../support/drawnList'
import type { Picture } from '../../support/png'

/** As it is read back from the text that is kept. */
const kept = (picture: Picture): Fingerprint => readFingerprint(writeFingerprint(fingerprintOf(picture)))

const usual = drawList({})
const changes = (look: Look) => differences(kept(usual), fingerprintOf(drawList(look)))

describe('a picture that was kept as text', () => {
  it('is the same as what it was made of', () => {
    const { planes } = fingerprintOf(usual)
    for (const [at, plane] of kept(usual).planes.entries()) {
      expect(plane.values).toHaveLength(planes[at]!.values.length)
      const most = Math.max(
        ...plane.values.map((value, place) => Math.abs(value - planes[at]!.values[place]!)),
      )
      expect(most).toBeLessThanOrEqual(1.5)
    }
    expect(changes({})).toEqual([])
  })

  it('is a line a row of cells, so that a diff tells where something changed', () => {
    const before = writeFingerprint(fingerprintOf(usual)).split('\n')
    const now = writeFingerprint(fingerprintOf(drawList({ button: false }))).split('\n')
    const changed = now.flatMap((line, at) => (line === before[at] ? [] : [at]))
    expect(before.slice(0, 2)).toEqual(['400 x 300 px', 'brightness, cells of 10 px'])
    // The button is 28 px high and begins at 12: three or four rows of brightness, one or two of each colour.
    expect(changed.length).toBeGreaterThan(3)
    expect(changed.length).toBeLessThan(10)
  })

  it('cannot be read from anything else', () => {
    expect(() => readFingerprint('something else\n')).toThrow('something else')
    expect(() => readFingerprint('400 x 300 px\nsomething else\n')).toThrow('something else')
  })
})

describe('a change is seen', () => {
  it.each<[string, Look]>([
    ['a row that is 4 px lower', { shifted: 4 }],
    ['a row that is 1 px lower', { shifted: 1 }],
    ['a button that is gone', { button: false }],
    ['a button in another colour', { accent: [47, 95, 196] }],
    ['a mark in another colour of the same brightness', { mark: [47, 108, 190] }],
    ['a small mark that is gone', { mark: null }],
    ['a bolder weight of letters', { weight: 1.3 }],
    ['dark for light', { dark: true }],
  ])('%s', (_, look) => {
    expect(changes(look).length).toBeGreaterThan(0)
  })

  it('and another size', () => {
    const cut = { ...usual, height: 200, pixels: usual.pixels.slice(0, 400 * 200 * 3) }
    expect(differences(kept(usual), fingerprintOf(cut))).toHaveLength(1)
  })

  it('where it is, in words', () => {
    const regions = changes({ button: false })
    const [region] = regions
    expect(region).toMatchObject({ x: 300, y: 0, width: 80, height: 40 })
    expect(describeDifferences(regions)).toMatch(
      /^\d regions changed: 80 x 40 px at 300, 0 \(\w+ by up to \d+\)/,
    )
  })
})

describe('what another machine does to letters is no change', () => {
  it.each([
    ['noise', (picture: Picture) => noisy(picture, 2)],
    ['a blur of half a pixel', (picture: Picture) => blurred(picture, 0.5)],
    ['both', (picture: Picture) => noisy(blurred(picture, 0.5), 2)],
  ])('%s', (_, disturb) => {
    for (const dark of [false, true]) {
      const picture = drawList({ dark })
      const disturbed = disturb(picture)
      expect(Buffer.from(disturbed.pixels).equals(picture.pixels)).toBe(false)
      expect(differences(kept(picture), fingerprintOf(disturbed))).toEqual([])
    }
  })
})
