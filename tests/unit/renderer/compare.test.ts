import { describe, expect, it } from 'vitest'
import type { EntryState, PathDifference } from '../../../main/contract/layerFiles'
import type { AlignedLayer, OpenedLayer } from '../../../main/contract/layers'
import { alignLayers } from '../../../main/layers/analysis/compare'
import { propertyRows, signedBytes } from '../../../renderer/features/layers/compare/difference'
import { propose, repositoryOf } from '../../../renderer/features/layers/compare/proposal'
import { moveTo, type Place, rowCount, segmentsOf } from '../../../renderer/features/layers/compare/segments'
import { drawStacks } from '../../../renderer/features/layers/compare/stack'

const id = (digit: string) => `sha256:${digit.repeat(64)}`
const a = (layer: number): Place => ({ side: 'a', layer })
const b = (layer: number): Place => ({ side: 'b', layer })

describe('stacks side by side', () => {
  const aligned = alignLayers(['base', 'a1', 'a2', 'again', 'a3'], ['base', 'b1', 'again'])
  const segments = segmentsOf(aligned)

  it('are cut where both have the same layer', () => {
    expect(segments).toEqual([
      { kind: 'both', a: 0, b: 0, keptOnce: true },
      { kind: 'apart', a: [1, 2], b: [1] },
      { kind: 'both', a: 3, b: 2, keptOnce: false },
      { kind: 'apart', a: [4], b: [] },
    ])
    expect(segments.map(rowCount)).toEqual([1, 2, 1, 1])
    expect(segmentsOf([])).toEqual([])
  })

  it('lead up and down in a stack, and across to what lies beside', () => {
    expect(moveTo(segments, a(0), 'ArrowUp')).toEqual(a(1))
    expect(moveTo(segments, b(1), 'ArrowUp')).toEqual(b(2))
    expect(moveTo(segments, b(1), 'ArrowDown')).toEqual(b(0))
    expect(moveTo(segments, b(0), 'ArrowDown')).toBeNull()
    expect(moveTo(segments, b(2), 'ArrowUp')).toBeNull()
    expect(moveTo(segments, a(1), 'Home')).toEqual(a(4))
    expect(moveTo(segments, a(2), 'End')).toEqual(a(0))
    // Beside the upper of two lies the only one that the other side has there.
    expect(moveTo(segments, a(2), 'ArrowRight')).toEqual(b(1))
    expect(moveTo(segments, b(1), 'ArrowLeft')).toEqual(a(1))
    // Where the other side has nothing, what it has below.
    expect(moveTo(segments, a(4), 'ArrowRight')).toEqual(b(2))
    expect(moveTo(segments, a(4), 'ArrowLeft')).toBeNull()
    expect(moveTo(segments, b(0), 'ArrowLeft')).toEqual(a(0))
    expect(moveTo(segments, a(0), 'Enter')).toBeNull()
  })

  it('lead to what is above where there is nothing below', () => {
    const apart: readonly AlignedLayer[] = [
      { a: 0, b: null, keptOnce: false },
      { a: 1, b: 0, keptOnce: false },
    ]
    expect(moveTo(segmentsOf(apart), a(0), 'ArrowRight')).toEqual(b(0))
    expect(moveTo(segmentsOf([{ a: 0, b: null, keptOnce: false }]), a(0), 'ArrowRight')).toBeNull()
  })

  it('are drawn on one scale, topmost first, the lower side with air above it', () => {
    const layers = (...sizes: number[]) => ({ layers: sizes.map((size) => ({ size }) as OpenedLayer) })
    const drawn = drawStacks(layers(400, 100, 200, 100, 200), layers(400, 50, 100), aligned)
    expect(drawn.map(({ kind, grow }) => [kind, grow])).toEqual([
      ['apart', 200],
      ['both', 100],
      ['apart', 300],
      ['both', 400],
    ])
    expect(drawn[2]).toMatchObject({
      a: { air: 0, strata: [{ place: 2 }, { place: 1 }] },
      b: { air: 250, strata: [{ place: 1, grow: 50 }] },
    })
    expect(drawn[0]).toMatchObject({ b: { air: 200, strata: [] } })
  })

  it('without any bytes are as tall as each other', () => {
    const empty = { layers: [{ size: 0 } as OpenedLayer] }
    const [segment] = drawStacks(empty, empty, alignLayers(['x'], ['y']))
    expect(segment?.grow).toBeGreaterThan(0)
    expect(segment).toMatchObject({ a: { air: 0 }, b: { air: 0 } })
  })
})

describe('a proposal', () => {
  const images = [
    { id: id('1'), tags: ['registry:5000/shop:2.3', 'shop:2.3'], createdAt: 1 },
    { id: id('2'), tags: ['shop:2.4'], createdAt: 2 },
    { id: id('3'), tags: ['shop:2.5', 'shop:latest'], createdAt: 3 },
    { id: id('4'), tags: ['api:1'], createdAt: 4 },
    { id: id('5'), tags: [], createdAt: 5 },
  ]
  const containers = [
    { id: 'c'.repeat(64), name: 'web', imageId: id('2') },
    { id: 'd'.repeat(64), name: 'orphan', imageId: id('9') },
  ]
  const names = (proposal: ReturnType<typeof propose>) => proposal?.names

  it('is of the two newest tags of one repository, the older one first', () => {
    expect(propose(images, [], null)).toEqual({
      a: id('2'),
      b: id('3'),
      names: { a: 'shop:2.4', b: 'shop:2.5' },
    })
  })

  it('is of the chosen image with the newest other tag of its repository', () => {
    expect(names(propose(images, [], { kind: 'image', id: id('1') }))).toEqual({
      a: 'shop:2.3',
      b: 'shop:2.5',
    })
    expect(names(propose(images, [], { kind: 'image', id: id('3') }))).toEqual({
      a: 'shop:2.4',
      b: 'shop:2.5',
    })
    expect(propose(images, [], { kind: 'image', id: id('4') })).toBeNull()
  })

  it('goes by the tags where both are of the same second', () => {
    const twins = [
      { id: id('a'), tags: ['shop:10'], createdAt: 7 },
      { id: id('b'), tags: ['shop:9'], createdAt: 7 },
    ]
    for (const chosen of [null, ...twins.map((twin) => ({ kind: 'image', id: twin.id }) as const)]) {
      expect(names(propose(twins, [], chosen))).toEqual({ a: 'shop:9', b: 'shop:10' })
    }
  })

  it('is of a chosen container with the image that it stands on', () => {
    const [web, orphan] = containers
    expect(propose(images, containers, { kind: 'container', id: web!.id })).toEqual({
      a: id('2'),
      b: `container:${web!.id}`,
      names: { a: 'shop:2.4', b: 'web' },
    })
    expect(propose(images, containers, { kind: 'container', id: orphan!.id })).toBeNull()
  })

  it('is none where there is nothing to propose', () => {
    expect(propose([], [], null)).toBeNull()
    expect(propose(images.slice(3), [], null)).toBeNull()
    // Two tags of one image differ in nothing.
    expect(propose([images[2]!], [], null)).toBeNull()
    expect(propose(images, [], { kind: 'archive', archive: 'x', image: null })).toBeNull()
  })

  it('knows a tag from a port', () => {
    expect(repositoryOf('registry:5000/shop:2.3')).toBe('registry:5000/shop')
    expect(repositoryOf('registry:5000/shop')).toBe('registry:5000/shop')
    expect(repositoryOf('shop:latest')).toBe('shop')
  })
})

describe('the difference of a path', () => {
  const file: EntryState = {
    layer: 0,
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 1200,
    mtime: 0,
    target: null,
  }
  const differing = (difference: PathDifference) =>
    propertyRows(difference)
      .filter(({ differs }) => differs)
      .map(({ property, before, after }) => [property, before, after])

  it('says in what it lies, also where the words are the same', () => {
    const after: EntryState = { ...file, size: 1201, uid: 33 }
    expect(differing({ before: file, after, reasons: ['size', 'owner'] })).toEqual([
      ['size', '1.2 kB', '1.2 kB'],
      ['owner', '0:0', '33:0'],
    ])
  })

  it('of what is on one side only is none, and leaves that side empty', () => {
    const rows = propertyRows({ before: null, after: file, reasons: [] })
    expect(rows.map(({ property }) => property)).toEqual(['type', 'size', 'mode', 'owner', 'time'])
    expect(rows.every(({ before, differs }) => before === null && !differs)).toBe(true)
  })

  it('of a file that became a link tells what each has', () => {
    const after: EntryState = { ...file, kind: 'symlink', size: 0, target: '/etc/other' }
    const rows = propertyRows({ before: file, after, reasons: ['type', 'target'] })
    expect(rows.find(({ property }) => property === 'size')).toMatchObject({ before: '1.2 kB', after: null })
    expect(rows.find(({ property }) => property === 'target')).toMatchObject({
      before: null,
      after: '/etc/other',
      differs: true,
    })
  })

  it('in bytes has a sign', () => {
    expect([signedBytes(1500), signedBytes(-20), signedBytes(0)]).toEqual(['+1.5 kB', '−20 B', '0 B'])
  })
})
