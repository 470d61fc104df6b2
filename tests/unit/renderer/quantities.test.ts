import { describe, expect, it } from 'vitest'
import { layerHue } from '../../../renderer/ui/parts/layerColour'
import { formatBytes } from '../../../renderer/ui/text/quantities'
import { formatAgo, formatLogTime } from '../../../renderer/ui/text/times'

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [12_000, '12 kB'],
    [999_400, '999 kB'],
    [999_600, '1 MB'],
    [3_230_000, '3.23 MB'],
    [67_240_000, '67.2 MB'],
    [876_000_000, '876 MB'],
    [2_260_000_000, '2.26 GB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('ages', () => {
  const hour = 3_600_000
  it.each([
    [30_000, null],
    [60_000, '1 minute ago'],
    [2.6 * hour, '2 hours ago'],
    [73 * hour, '3 days ago'],
    [24 * 45 * hour, '1 month ago'],
    [24 * 800 * hour, '2 years ago'],
  ])('%d ms is %s', (age, text) => {
    expect(formatAgo(1e12 - age, 1e12)).toBe(text)
  })

  it('gives every log time the same width', () => {
    expect(formatLogTime(0)).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
  })
})

describe('layer hues', () => {
  it('are the same for the same digest and spread over the circle', () => {
    const hues = Array.from({ length: 200 }, (_, index) =>
      layerHue(`sha256:${index.toString(16).padStart(64, '0')}`),
    )
    expect(layerHue('sha256:abc')).toBe(layerHue('sha256:abc'))
    expect(hues.every((hue) => hue >= 0 && hue < 360)).toBe(true)
    const sectors = new Set(hues.map((hue) => Math.floor(hue / 30)))
    expect(sectors.size).toBe(12)
  })
})
