import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fleet, FleetBand, FleetContainer } from '../../../main/contract/fleet'
import { buildFleet } from '../../../main/layers/analysis/fleet'
import { columnPitch, layFleet } from '../../../renderer/features/layers/fleet/layout'
import { foundColumns, searchFleet } from '../../../renderer/features/layers/fleet/search'
import { sliceFleet } from '../../../renderer/features/layers/fleet/slices'
import { findStop, move, stopAt, stopsOf } from '../../../renderer/features/layers/fleet/stops'

const MB = 1_000_000
const id = (name: string) => `sha256:${name}`
type Layers = readonly (readonly [name: string, bytes: number | null])[]
/** Images by name with their layers, base first; a layer's name stands for what it holds. */
function fleetOf(images: Record<string, Layers>, containers: readonly FleetContainer[] = []): Fleet {
  const sizes = new Map<string, number>()
  const given = Object.entries(images).map(([name, layers]) => ({
    id: id(name),
    tags: [`${name}:1`],
    diffIds: layers.map(([layer]) => layer),
    instructions: layers.map(([layer]) => `RUN make ${layer}`),
  }))
  const plain = buildFleet(given, [], sizes)
  for (const { chainId, diffId } of plain.bands) {
    const bytes = Object.values(images)
      .flat()
      .find(([layer]) => layer === diffId)![1]
    if (bytes !== null) sizes.set(chainId, bytes)
  }
  return buildFleet(given, containers, sizes)
}
const container = (name: string, image: string, state = 'running'): FleetContainer => ({
  id: name,
  name,
  state,
  image: id(image),
  bytes: null,
})

const shop = fleetOf(
  {
    web: [
      ['base', 200 * MB],
      ['node', 180 * MB],
      ['web', 60 * MB],
    ],
    api: [
      ['base', 200 * MB],
      ['node', 180 * MB],
      ['api', 90 * MB],
    ],
    pg: [
      ['base', 200 * MB],
      ['pg', 230 * MB],
    ],
    box: [['box', 4 * MB]],
  },
  [container('web-1', 'web', 'exited'), container('web-2', 'web')],
)
const columnOf = (fleet: Fleet, name: string) => fleet.columns.findIndex((column) => column.id === id(name))

describe('slices', () => {
  it('are the layers, where none is small', () => {
    const { slices, columns } = sliceFleet(shop, () => false)
    expect(slices.map(({ bands }) => bands)).toEqual(shop.bands.map((_, place) => [place]))
    expect(columns).toEqual(shop.columns.map(({ bands }) => bands))
  })

  const tiny: Layers = Array.from({ length: 5 }, (_, place) => [`tiny-${place}`, 1000])
  const many = fleetOf({ one: [['base', 9 * MB], ...tiny, ['top', 9 * MB]] })
  const isSmall = (bytes: number | null) => (bytes ?? 0) < 5000

  it('join small layers that lie on each other', () => {
    const { slices, columns } = sliceFleet(many, isSmall)
    expect(slices.map(({ bands }) => bands)).toEqual([[0], [1, 2, 3, 4, 5], [6]])
    expect(slices[1]).toMatchObject({ bytes: 5000, unknown: 0, key: many.bands[1]!.chainId })
    expect(columns).toEqual([[0, 1, 2]])
  })
  it('leave two small layers alone, and count unknown sizes', () => {
    const two = fleetOf({
      one: [
        ['base', 9 * MB],
        ['a', null],
        ['b', 10],
      ],
    })
    expect(sliceFleet(two, isSmall).slices.map(({ bands, unknown }) => [bands, unknown])).toEqual([
      [[0], 0],
      [[1], 1],
      [[2], 0],
    ])
  })
  it('join only what the very same images hold', () => {
    const split = fleetOf({ one: [...tiny, ['x', 1], ['y', 1], ['z', 1]], two: [...tiny, ['w', 9 * MB]] })
    const { slices } = sliceFleet(split, isSmall)
    const runs = slices.map(({ bands, from, to }) => [bands.length, to - from + 1])
    expect(runs.sort()).toEqual([
      [1, 1],
      [3, 1],
      [5, 2],
    ])
  })
})

describe('the picture of the fleet', () => {
  it('draws all layers on one scale, so that the tallest column fills the height', () => {
    const { slices, columns, height } = layFleet(shop, 600)
    const of = (name: string) => slices.find(({ bands }) => shop.bands[bands[0]!]!.diffId === name)!
    // Each takes the least that a pointer can hit; what it has beyond that is for its bytes.
    const forBytes = (name: string) => of(name).height - 20
    expect(forBytes('pg') / forBytes('base')).toBeCloseTo(230 / 200)
    expect(forBytes('node') / forBytes('base')).toBeCloseTo(180 / 200)
    expect(height).toBeCloseTo(600, 0)
    expect(columns[columnOf(shop, 'web')]!.height).toBeLessThanOrEqual(600.001)
    expect(of('box').height, 'small, but large enough to be hit').toBeGreaterThan(20)
  })
  it('tells nothing, little and more apart', () => {
    const mixed = fleetOf({
      one: [
        ['base', 500 * MB],
        ['nothing', 0],
        ['little', 109_000],
        ['more', 45 * MB],
      ],
    })
    const [, nothing, little, more] = layFleet(mixed, 600).slices.map(({ height }) => height)
    expect(little).toBeGreaterThan(nothing!)
    expect(more! - nothing!).toBeGreaterThan(20)
  })
  it('draws layers that lie beside each other in other colours, one on the other in other hues', () => {
    const layers = (name: string): Layers => Array.from({ length: 12 }, (_, level) => [`${name}${level}`, MB])
    const fleet = fleetOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`i${at}`, layers(`l${at}`)])),
    )
    const { slices, columns } = layFleet(fleet, 600)
    const parts = (place: number) => /\((.*) var\(--layer-c\) (\d+)\)/.exec(slices[place]!.colours[0]!)!
    const hue = (place: number) => Number(parts(place)[2])
    const far = (one: number, other: number) => Math.abs(((hue(one) - hue(other) + 540) % 360) - 180)
    for (const [at, { slices: own }] of columns.entries()) {
      for (const [level, place] of own.entries()) {
        if (level > 0) expect(far(own[level - 1]!, place)).toBeGreaterThanOrEqual(60)
        const beside = columns[at + 1]?.slices[level]
        if (beside === undefined || far(place, beside) >= 40) continue
        expect(slices[place]!.colours[0]).not.toBe(slices[beside]!.colours[0])
        expect(parts(place)[1], `${hue(place)} beside ${hue(beside)}`).not.toBe(parts(beside)[1])
      }
    }
  })
  it('stands containers on their image, those that run first', () => {
    const { slices, columns } = layFleet(shop, 600)
    const { containers, slices: own, more } = columns[columnOf(shop, 'web')]!
    const top = slices[own.at(-1)!]!
    expect(containers.map((each) => each.container.name)).toEqual(['web-2', 'web-1'])
    expect(containers[0]!.bottom).toBeGreaterThan(top.bottom + top.height)
    expect(containers[1]!.bottom).toBe(containers[0]!.bottom + containers[0]!.height)
    expect(more).toBeNull()
  })
  it('counts containers that would make a tower', () => {
    const crew = Array.from({ length: 40 }, (_, place) => container(`c-${place}`, 'one'))
    const { columns } = layFleet(fleetOf({ one: [['base', MB]] }, crew), 600)
    expect(columns[0]!.containers).toHaveLength(4)
    expect(columns[0]!.more?.count).toBe(36)
    expect(columns[0]!.height).toBeLessThanOrEqual(600.001)
  })
  it('joins small layers where there are many, and shows them each when there is room', () => {
    const layers = Array.from({ length: 120 }, (_, n) => [`l${n}`, n === 50 ? 500 * MB : 1000] as const)
    const long = fleetOf({ one: layers })
    expect(layFleet(long, 500).slices.map(({ bands }) => bands.length)).toEqual([50, 1, 69])
    expect(layFleet(long, 500).height).toBeLessThanOrEqual(500.001)
    expect(layFleet(long, 9000).slices).toHaveLength(120)
  })
  it('has a place for images without layers and without bytes', () => {
    const bare = fleetOf({ none: [], empty: [['e', 0]], unknown: [['u', null]] }, [container('c', 'none')])
    const { columns, slices } = layFleet(bare, 400)
    expect(slices.map(({ height }) => height)).toEqual([20, 20])
    expect(columns[columnOf(bare, 'none')]).toMatchObject({ slices: [], containers: [{ bottom: 6 }] })
  })

  it('never lets two things overlap, and leaves no gap below a layer', () => {
    const images = fc.array(
      fc.array(fc.tuple(fc.constantFrom(...'abcdefgh'), fc.nat(400)), { maxLength: 30 }),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(images, fc.integer({ min: 60, max: 2000 }), (given, wanted) => {
        const fleet = fleetOf(
          Object.fromEntries(
            given.map((layers, place) => [
              `i${place}`,
              layers.map(([name, size], level) => [`${name}${level}`, size * size * 1000] as const),
            ]),
          ),
        )
        const { slices, columns, height } = layFleet(fleet, wanted)
        for (const [place, column] of columns.entries()) {
          let floor = 0
          for (const slice of column.slices.map((each) => slices[each]!)) {
            expect(slice.bottom).toBeCloseTo(floor)
            expect(slice.height).toBeGreaterThanOrEqual(8)
            expect(slice.from <= place && place <= slice.to).toBe(true)
            floor = slice.bottom + slice.height
          }
          expect(column.height).toBeLessThanOrEqual(height + 0.001)
          expect(column.slices.flatMap((each) => slices[each]!.bands)).toEqual(fleet.columns[place]!.bands)
        }
      }),
    )
  })
  it('gives columns the room that there is, within reason', () => {
    expect(columnPitch(1000, 1)).toBe(210)
    expect(columnPitch(1000, 7)).toBe(144)
    expect(columnPitch(1000, 300)).toBe(138)
    expect(columnPitch(0, 0)).toBe(138)
  })
})

describe('the keys of the picture', () => {
  const layout = layFleet(shop, 600)
  const at = (key: string) => findStop(layout, key)!
  const go = (from: string, ...keys: string[]) => {
    const end = keys.reduce((position, key) => move(layout, position, key) ?? position, at(from))
    return stopAt(layout, end)!.key
  }
  const slice = (diffId: string) => {
    const band = shop.bands.find((each: FleetBand) => each.diffId === diffId)!
    return `slice:${band.chainId}`
  }
  const name = (image: string) => `name:${id(image)}`

  it('go up through an image: its name, its layers, its containers', () => {
    const stops = stopsOf(layout, columnOf(shop, 'web')).map(({ key }) => key)
    expect(stops).toEqual([
      name('web'),
      slice('base'),
      slice('node'),
      slice('web'),
      'container:web-2',
      'container:web-1',
    ])
    expect(go(name('web'), 'ArrowUp', 'ArrowUp', 'ArrowUp')).toBe(slice('web'))
    expect(go(name('web'), 'PageUp')).toBe('container:web-1')
    expect(go(slice('web'), 'PageDown')).toBe(name('web'))
  })
  it('go sideways past all images that hold a layer', () => {
    expect(go(slice('base'), 'ArrowRight')).toBe(slice('box'))
    expect(go(slice('box'), 'ArrowLeft')).toBe(slice('base'))
    expect(go(slice('base'), 'ArrowLeft'), 'there is nothing to the left').toBe(slice('base'))
  })
  it('stay in range where the next image is lower', () => {
    expect(go('container:web-1', 'End')).toBe(slice('box'))
    expect(go(name('box'), 'Home')).toBe(name(shop.columns[0]!.id.slice(7)))
  })
  it('are no others', () => {
    expect(move(layout, { column: 0, row: 0 }, 'x')).toBeNull()
    expect(move(layFleet(fleetOf({}), 100), { column: 0, row: 0 }, 'ArrowUp')).toBeNull()
    expect(findStop(layout, 'slice:gone')).toBeNull()
  })
})

describe('a search in the fleet', () => {
  it('finds images by tag, id and container, with all their layers', () => {
    const found = searchFleet(shop, 'WEB-2')!
    const web = columnOf(shop, 'web')
    expect([...found.columns]).toEqual([web])
    expect([...found.bands].sort()).toEqual([...shop.columns[web]!.bands].sort())
    expect([...searchFleet(shop, 'sha256:pg')!.columns]).toEqual([columnOf(shop, 'pg')])
  })
  it('finds layers by instruction, and leads to the first image with one', () => {
    const found = searchFleet(shop, 'make node')!
    expect(found.columns.size).toBe(0)
    const band = shop.bands.findIndex(({ diffId }) => diffId === 'node')
    expect([...found.bands]).toEqual([band])
    expect(foundColumns(shop, found)).toEqual([shop.bands[band]!.from])
  })
  it('is off without words', () => {
    expect(searchFleet(shop, '  ')).toBeNull()
    expect(foundColumns(shop, searchFleet(shop, 'nothing has this')!)).toEqual([])
  })
})
