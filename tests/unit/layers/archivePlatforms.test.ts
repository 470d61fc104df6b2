import { describe, expect, it } from 'vitest'
import type { ArchiveImage } from '../../../main/layers/archive/archiveImage'
import { chooseForEngine, eachOnce } from '../../../main/layers/archive/chooseImage'
import { linuxOn, platformRank } from '../../../main/layers/archive/platform'

/** The platforms that run on a machine, best first, whatever the order in which they come. */
function ranked(own: string, platforms: readonly string[]): string[] {
  const rank = (platform: string) => platformRank(platform, own)
  return platforms.filter((platform) => Number.isFinite(rank(platform))).sort((a, b) => rank(a) - rank(b))
}

describe('the rank of a platform', () => {
  const processors = [
    '386',
    'amd64/v4',
    'amd64/v2',
    'amd64',
    'arm64/v9',
    'arm64',
    'arm/v8',
    'arm/v5',
    'arm/v7',
  ]
  const all = [...processors.map((processor) => `linux/${processor}`), 'windows/amd64', 'linux/s390x']
  const expected: Readonly<Record<string, readonly string[]>> = {
    x64: ['amd64', 'amd64/v2', 'amd64/v4', '386'],
    aarch64: ['arm64', 'arm64/v9', 'arm/v8', 'arm/v7', 'arm/v5'],
    armv7l: ['arm/v7', 'arm/v5', 'arm/v8'],
    armv6l: ['arm/v5', 'arm/v7', 'arm/v8'],
    i686: ['386'],
    s390x: ['s390x'],
    riscv64: [],
  }
  it.each(Object.entries(expected))('is that of what runs best on %s', (processor, order) => {
    const best = order.map((each) => `linux/${each}`)
    expect(ranked(linuxOn(processor), all)).toEqual(best)
    expect(ranked(linuxOn(processor), [...all].reverse())).toEqual(best)
  })

  it('is no worse for what is not said, or said in full', () => {
    for (const platform of ['', 'linux', 'linux/amd64', 'linux/amd64/v1']) {
      expect(platformRank(platform, 'linux/amd64')).toBe(0)
    }
    expect(platformRank('linux/arm64/v8', linuxOn('aarch64'))).toBe(0)
    expect(platformRank('linux/arm', linuxOn('armv7l'))).toBe(0)
    expect(platformRank('linux/arm64/v8.2', 'linux/arm64')).toBeLessThan(Number.POSITIVE_INFINITY)
  })
})

describe('what an engine keeps', () => {
  const image = (id: string, platform: string, instead: string, tags: readonly string[] = []) =>
    ({ id, platform, instead, tags, label: null }) as unknown as ArchiveImage
  const kept = (images: readonly ArchiveImage[], own = 'linux/arm64') =>
    chooseForEngine(images, own).map(({ id }) => id)

  it('is of each name what suits it best, first or last', () => {
    const many = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'].map((platform) =>
      image(platform, platform, 'a'),
    )
    expect(kept(many)).toEqual(['linux/arm64'])
    expect(kept([...many].reverse())).toEqual(['linux/arm64'])
    expect(kept(many, 'linux/arm/v6')).toEqual(['linux/arm/v7'])
    expect(kept([...many, image('other', 'linux/amd64', 'b')])).toEqual(['linux/arm64', 'other'])
  })

  it('is every image without a name for its platform', () => {
    const images = [
      image('one', 'linux/arm64', ''),
      image('far', 'linux/amd64', ''),
      image('two', 'linux/arm64', ''),
    ]
    expect(kept(images)).toEqual(['one', 'two'])
  })

  it('is left open where several are for other machines', () => {
    const images = [image('one', 'linux/s390x', 'a'), image('two', 'linux/riscv64', 'a')]
    expect(() => kept(images)).toThrow(
      expect.objectContaining({
        problem: 'bad-layout',
        reason: { code: 'archive/bad-layout/platforms', params: { platforms: 'linux/s390x, linux/riscv64' } },
      }),
    )
    expect(kept(images.slice(1))).toEqual(['two'])
  })

  it('is listed once with all of its names', () => {
    const images = [
      image('one', '', 'a', ['a:1']),
      image('two', '', 'b'),
      image('one', '', 'c', ['a:1', 'a:2']),
    ]
    expect(eachOnce(images).map(({ id, tags }) => [id, tags])).toEqual([
      ['one', ['a:1', 'a:2']],
      ['two', []],
    ])
  })
})
