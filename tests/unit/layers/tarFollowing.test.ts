import { describe, expect, it } from 'vitest'
import { type Announced, afterHeader, nothingAnnounced } from '../../../main/layers/archive/tarFollowing'
import { gnuLong, header, pax, type RawHeader } from '../../support/archives'

const text = (bytes: Uint8Array | null | undefined) => bytes && Buffer.from(bytes).toString()
const block = (fields: RawHeader) => new Uint8Array(header(fields))
const announced = (more: Partial<Announced>): Announced => ({ ...nothingAnnounced, begin: 512, ...more })
const records = { sparse: new Map<string, string>(), extents: [] }
const sparse = (...pairs: [string, string][]) => announced({ pax: { ...records, sparse: new Map(pairs) } })
const inline = sparse(['major', '1'], ['minor', '0'], ['realsize', '5000'])

describe('what follows a header', () => {
  it.each<[what: string, fields: RawHeader, before: Announced, following: object]>([
    [
      'a file',
      { size: 9 },
      nothingAnnounced,
      { is: 'entry', entry: { kind: 'file', offset: 4096, contentAt: 4608, stored: 9 } },
    ],
    [
      'a file with headers before it',
      { size: 9 },
      announced({}),
      { is: 'entry', entry: { offset: 512, contentAt: 4608 } },
    ],
    [
      'a file of another size',
      { size: 9 },
      announced({ pax: { ...records, size: 700 } }),
      { is: 'entry', entry: { size: 700, stored: 700 } },
    ],
    [
      'an old directory',
      { path: 'd/', kind: '\0' },
      nothingAnnounced,
      { is: 'entry', entry: { kind: 'directory' } },
    ],
    [
      'a link that says a size',
      { kind: '1', size: 9, link: 'f' },
      nothingAnnounced,
      { is: 'entry', entry: { kind: 'hardlink', stored: 0 } },
    ],
    ['an extended header', { kind: 'x', size: 30 }, nothingAnnounced, { is: 'announcement', bytes: 30 }],
    ['a global one', { kind: 'g', size: 30 }, announced({}), { is: 'announcement', bytes: 30 }],
    ['a long name', { kind: 'L', size: 600 }, nothingAnnounced, { is: 'announcement', bytes: 600 }],
    ['a long link', { kind: 'K', size: 600 }, nothingAnnounced, { is: 'announcement', bytes: 600 }],
    ['the name of a volume', { kind: 'V', size: 5 }, announced({}), { is: 'nothing', bytes: 5 }],
    ['a map before the content', { size: 522 }, inline, { is: 'map' }],
    [
      'a map in the records',
      { size: 3 },
      sparse(['size', '9'], ['map', '1,3']),
      { is: 'entry', entry: { size: 9, stored: 3, sparse: { extents: [1, 3] } } },
    ],
    [
      'an old sparse file whose map goes on',
      {
        kind: 'S',
        size: 0,
        more: [
          [482, '\x01'],
          [483, '00000000011\0'],
        ],
      },
      nothingAnnounced,
      { is: 'map' },
    ],
    [
      'an old sparse file',
      { kind: 'S', size: 0, more: [[483, '00000000011\0']] },
      nothingAnnounced,
      { is: 'entry', entry: { size: 9, stored: 0 } },
    ],
  ])('is told of %s', (_, fields, before, following) => {
    expect(afterHeader(block(fields), 4096, before)).toMatchObject(following)
  })

  it('is announced by what was read', () => {
    const read = (bytes: Buffer, before = nothingAnnounced) => {
      const following = afterHeader(new Uint8Array(bytes.subarray(0, 512)), 4096, before)
      if (following.is !== 'announcement') return expect.unreachable()
      return following.read(new Uint8Array(bytes.subarray(512, 512 + following.bytes)))
    }
    const named = read(gnuLong('L', 'long'))
    expect([named.begin, text(named.path), named.link]).toEqual([4096, 'long', null])
    const linked = read(gnuLong('K', 'target'), named)
    expect([linked.begin, text(linked.path), text(linked.link)]).toEqual([4096, 'long', 'target'])
    expect(read(pax({ uid: '7' }), linked)).toEqual({ ...linked, pax: { ...records, uid: 7 } })
    expect(read(pax({ uid: '7' }, 'g'), linked)).toBe(linked)
  })

  it('is the entry once its map is whole', () => {
    const map = afterHeader(block({ size: 522 }), 4096, inline)
    if (map.is !== 'map') return expect.unreachable()
    const lines = new Uint8Array(Buffer.from('1\n4000\n10\n'.padEnd(512, '\0')))
    expect(map.add(lines, 4608)).toMatchObject({
      is: 'entry',
      entry: { offset: 512, contentAt: 5120, size: 5000, stored: 10, sparse: { extents: [4000, 10] } },
    })
  })

  it.each([
    ['no type that is known', block({ kind: 'Q' }), nothingAnnounced, 'bad-header/kind'],
    ['a wrong checksum', block({ checksum: '0' }), nothingAnnounced, 'bad-header/checksum'],
    ['less than a block for its map', block({ size: 511 }), inline, 'bad-header/sparse'],
  ])('is nothing after one with %s', (_, bytes, before, problem) => {
    expect(() => afterHeader(bytes, 0, before)).toThrow(
      expect.objectContaining({ reason: expect.objectContaining({ code: `archive/${problem}` }) }),
    )
  })
})
