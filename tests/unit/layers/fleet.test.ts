import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFleet } from '../../../main/layers/analysis/fleet'
import { chainIds } from '../../../main/layers/overlay'

const image = (id: string, ...diffIds: string[]) => ({
  id,
  tags: [`${id}:latest`],
  diffIds,
  instructions: diffIds.map((diffId) => `RUN ${diffId}`),
})

describe('chain IDs', () => {
  it('are what the OCI image specification says', () => {
    const hex = (digit: string) => `sha256:${digit.repeat(64)}`
    // printf 'sha256:aa... sha256:bb...' | sha256sum
    expect(chainIds([hex('a'), hex('b')])).toEqual([
      hex('a'),
      'sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c',
    ])
    expect(chainIds([])).toEqual([])
  })
})

describe('the fleet', () => {
  it('counts shared layers once', () => {
    const images = [image('web', 'base', 'web'), image('solo', 'solo'), image('api', 'base', 'node', 'api')]
    const sizes = new Map<string, number>()
    for (const { diffIds } of images) {
      for (const [at, chainId] of chainIds(diffIds).entries()) {
        sizes.set(chainId, { base: 100, web: 10, node: 40, api: 5, solo: 7 }[diffIds[at]!]!)
      }
    }
    const container = { id: 'c1', name: 'web-1', state: 'running', image: 'web', bytes: 3 }
    const orphan = { ...container, id: 'c2', image: 'gone', bytes: null }
    const fleet = buildFleet(images, [container, orphan], sizes)
    expect(fleet).toMatchObject({ storedBytes: 162, unsharedBytes: 262, writableBytes: 3, unknown: 1 })
    expect(fleet.columns.map(({ id, bytes, uniqueBytes }) => [id, bytes, uniqueBytes])).toEqual([
      ['api', 145, 45],
      ['web', 110, 10],
      ['solo', 7, 7],
    ])
    expect(fleet.bands[0]).toEqual({
      chainId: 'base',
      diffId: 'base',
      instruction: 'RUN base',
      level: 0,
      from: 0,
      to: 1,
      bytes: 100,
    })
    expect(fleet.columns[1]!.containers).toEqual([container])
    expect(fleet.orphans).toEqual([orphan])
  })

  it('counts what only orphans hold as stored, and as shared by nobody', () => {
    const images = [image('web', 'base', 'web')]
    const sizes = new Map(chainIds(['base', 'web']).map((chainId, at) => [chainId, 10 + at]))
    const plain = buildFleet(images, [], sizes)
    const fleet = buildFleet(images, [], sizes, [500, null, 7])
    expect(fleet).toEqual({ ...plain, storedBytes: 21 + 507, unsharedBytes: 21 + 507, unknown: 1 })
  })

  it('has one band without a gap for each layer, whatever the images', () => {
    const diffIds = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 })
    const images = fc
      .array(diffIds, { maxLength: 12 })
      .map((all) => all.map((ids, at) => image(`i${at}`, ...ids)))
    fc.assert(
      fc.property(images, fc.nat({ max: 9 }), (list, seed) => {
        const chains = new Map(list.map(({ id, diffIds: ids }) => [id, chainIds(ids)]))
        const all = [...new Set([...chains.values()].flat())]
        const sizes = new Map(all.map((chainId, at) => [chainId, (at * seed) % 7]))
        const fleet = buildFleet(list, [], sizes)
        expect(fleet.columns.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id).sort())
        expect(fleet.bands.map(({ chainId }) => chainId).sort()).toEqual(all.sort())
        for (const [place, band] of fleet.bands.entries()) {
          const holders = fleet.columns.flatMap(({ bands }, column) =>
            bands.includes(place) ? [column] : [],
          )
          expect(holders).toEqual(Array.from({ length: band.to - band.from + 1 }, (_, at) => band.from + at))
          for (const column of holders) expect(fleet.columns[column]!.bands[band.level]).toBe(place)
        }
        for (const { id, bands } of fleet.columns) {
          expect(bands.map((place) => fleet.bands[place]!.chainId)).toEqual(chains.get(id))
        }
        expect(fleet.storedBytes).toBe(all.reduce((sum, chainId) => sum + sizes.get(chainId)!, 0))
        const whole = fleet.columns.reduce((sum, { bytes }) => sum + bytes, 0)
        expect(fleet.unsharedBytes).toBe(whole)
        // The order does not depend on the order that they come in.
        const again = buildFleet([...list].reverse(), [], sizes)
        expect(again.columns.map(({ id }) => id)).toEqual(fleet.columns.map(({ id }) => id))
      }),
      { numRuns: 300 },
    )
  })
})
