import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArchiveError } from '../../../main/layers/archive/archiveError'
import { entryFlag, entryType } from '../../../main/layers/layerIndex'
import {
  archive,
  base256,
  end,
  gnuLong,
  header,
  member,
  padding,
  pax,
  paxRecord,
} from '../../support/archives'
import { cutAt } from '../../support/cuts'
import { parsePieces, scanBytes } from '../../support/layerArchives'
import { describeEntry, pathsOf } from '../../support/layerEntries'

const only = (...parts: Buffer[]) => parsePieces([archive(...parts)])[0]!.entry
const at = async (bytes: Buffer, path: string) => {
  const { index } = await scanBytes(bytes)
  return describeEntry(index, index.find(Buffer.from(path)))
}
const problemOf = (...parts: Buffer[]) => {
  try {
    parsePieces([archive(...parts)])
  } catch (thrown) {
    return thrown instanceof ArchiveError ? thrown.problem : thrown
  }
  return null
}

/** One of everything, so that any cut meets each state of the parser. */
const sample = archive(
  pax({ comment: 'all' }, 'g'),
  member({ path: 'plain', mtime: 5 }, 'content'),
  gnuLong('L', `long/${'x'.repeat(600)}`),
  gnuLong('K', 'y'.repeat(700)),
  member({ kind: '2', link: 'short' }),
  pax({ path: 'päth', mtime: '12.75', uid: '4000000', size: '700' }),
  Buffer.concat([header({ path: 'x', size: 0 }), Buffer.alloc(700, 'z'), padding(700)]),
  member({ kind: '5', path: 'directory/' }),
  member({ kind: '3', path: 'null', major: 1, minor: 3 }),
  member({ kind: '1', path: 'other', link: 'plain' }),
  pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '5000' }),
  member(
    { path: 'sparse' },
    Buffer.concat([Buffer.from('1\n4000\n10\n'.padEnd(512, '\0')), Buffer.alloc(10, 's')]),
  ),
  member({ kind: 'V', path: 'volume' }),
  member({ path: 'empty' }),
)

describe('a tar archive', () => {
  it('is read alike however it was cut', () => {
    const whole = parsePieces([sample])
    expect(whole.map(({ entry }) => Buffer.from(entry.path).toString())).toEqual([
      'plain',
      `long/${'x'.repeat(600)}`,
      'päth',
      'directory/',
      'null',
      'other',
      'sparse',
      'empty',
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(sample.length), { maxLength: 40 }), (places) => {
        expect(parsePieces(cutAt(sample, places))).toEqual(whole)
      }),
      { numRuns: 200 },
    )
    expect(parsePieces(Array.from(sample, (byte) => Buffer.of(byte)))).toEqual(whole)
  })

  it('says where each entry begins, its extended headers included', () => {
    const found = parsePieces([sample])
    for (const { entry, content } of found) {
      const again = parsePieces([sample.subarray(entry.offset)])[0]!
      expect({ ...again.entry, offset: 0, contentAt: 0 }).toEqual({ ...entry, offset: 0, contentAt: 0 })
      expect(again.content).toEqual(content)
      expect(sample.subarray(entry.contentAt, entry.contentAt + entry.stored)).toEqual(content)
    }
  })

  it('is cut off at any block but the last two', () => {
    for (let length = 0; length < sample.length - 512; length += 512) {
      expect(() => parsePieces([sample.subarray(0, length)])).toThrow(ArchiveError)
    }
    // One block of zeros is an end that some writers are content with.
    parsePieces([sample.subarray(0, -512)])
  })

  it('never fails but with a word of its own, whatever is damaged', () => {
    const damage = fc.record({ at: fc.nat(sample.length - 1), byte: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 5 }), fc.boolean(), (all, mends) => {
        const bytes = Buffer.from(sample)
        for (const { at, byte } of all) {
          bytes[at] = byte
          if (mends) mend(bytes, at - (at % 512))
        }
        try {
          parsePieces([bytes])
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ArchiveError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

/** Gives a block the checksum that it should have. */
function mend(bytes: Buffer, at: number) {
  bytes.write(' '.repeat(8), at + 148)
  const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148)
}

describe('numbers', () => {
  it('may be octal in any style, or binary of any size', () => {
    expect(only(header({ mtime: '     12345  ' })).mtime).toBe(0o12345)
    expect(only(header({ mtime: '' })).mtime).toBe(0)
    expect(only(header({ mtime: '777777777777' })).mtime).toBe(0o777777777777)
    expect(only(header({ mode: '644 \0xyz' })).mode).toBe(0o644)
    expect(only(header({ mtime: base256(-5n, 12) })).mtime).toBe(-5)
    expect(only(header({ uid: base256(3_000_000_000n, 8) })).uid).toBe(3_000_000_000)
    const bytes = Buffer.concat([header({ size: base256(9n, 12) }), Buffer.alloc(512, 'x'), end])
    expect(parsePieces([bytes])[0]!.content).toEqual(Buffer.alloc(9, 'x'))
  })

  it.each([
    ['negative size', header({ size: base256(-1n, 12) })],
    ['size beyond all', header({ size: base256(2n ** 80n, 12) })],
    ['digits that are none', header({ size: '0000009' })],
    ['words', header({ mtime: 'yesterday' })],
    ['negative owner', header({ uid: base256(-1n, 8) })],
    ['owner beyond all', header({ gid: base256(2n ** 33n, 8) })],
    ['owner beyond all, in words', Buffer.concat([pax({ uid: '99999999999' }), header()])],
    ['size of words', Buffer.concat([pax({ size: '-5' }), header()])],
    ['size of far too many digits', Buffer.concat([pax({ size: '9'.repeat(30) }), header()])],
    ['time of words', Buffer.concat([pax({ mtime: '1e9' }), header()])],
    ['checksum', header({ checksum: '000000\0 ' })],
  ])('that are none are an error: %s', (_, bytes) => {
    expect(problemOf(bytes)).toBe('bad-header')
  })

  it('of a checksum may be sums of signed bytes', () => {
    const block = header({ path: Buffer.from([0xe9, 0xe8]) })
    const unsigned = Number.parseInt(block.toString('latin1', 148, 154), 8)
    block.write((unsigned - 512).toString(8).padStart(6, '0'), 148)
    expect(only(block).path).toEqual(new Uint8Array([0xe9, 0xe8]))
  })
})

describe('extended headers', () => {
  it('say what is said last, and take back what is empty', () => {
    const records = Buffer.concat([
      paxRecord('path', 'one'),
      paxRecord('path', 'two'),
      paxRecord('mtime', ''),
    ])
    expect(only(member({ kind: 'x' }, records), header({ mtime: 7 }))).toMatchObject({
      path: new Uint8Array(Buffer.from('two')),
      mtime: 7,
    })
    expect(Buffer.from(only(pax({ path: 'one', x: '' }), pax({ path: '' }), header()).path).toString()).toBe(
      'file',
    )
  })

  it('cut times off downwards', () => {
    const time = (text: string) => only(pax({ mtime: text }), header()).mtime
    expect(['1.9', '1', '-1.5', '-1.000', '-0.5', '0.'].map(time)).toEqual([1, 1, -2, -1, -1, 0])
    expect(time('1700000000.999999999')).toBe(1_700_000_000)
  })

  it('belong to one entry only', () => {
    const [first, second] = parsePieces([archive(pax({ path: 'renamed' }), header(), header())])
    expect([first, second].map((each) => Buffer.from(each!.entry.path).toString())).toEqual([
      'renamed',
      'file',
    ])
  })

  it('that are global change nothing, as with the engines', () => {
    expect(only(pax({ mtime: '9', size: '5' }, 'g'), header({ mtime: 1 }))).toMatchObject({
      mtime: 1,
      size: 0,
    })
  })

  it.each([
    ['no length', 'path=x\n'],
    ['a length beyond the end', '99 path=x\n'],
    ['a length that ends early', '5 path=x\n'],
    ['no line end', '9 path=xy'],
    ['no equals sign', '7 path\n'],
    ['a length of zero', '0 path=x\n'],
    ['a length beyond all', `${'9'.repeat(400)} path=x\n`],
  ])('that are damaged are an error: %s', (_, text) => {
    expect(problemOf(member({ kind: 'x' }, text), header())).toBe('bad-header')
  })

  it('with a NUL in a path are an error', () => {
    expect(problemOf(pax({ path: 'a\0b' }), header())).toBe('bad-path')
  })

  it('without an entry are cut off', () => {
    expect(problemOf(pax({ path: 'x' }))).toBe('cut-off')
  })

  it('end when they are too long, alone or together, global ones too', () => {
    const limits = { headerBytes: 10_000 }
    const run =
      (...parts: Buffer[]) =>
      () =>
        parsePieces([archive(...parts)], limits)
    expect(run(pax({ comment: 'x'.repeat(20_000) }), header())).toThrow(/too long/)
    for (const kind of ['x', 'g'])
      expect(run(...Array(10).fill(pax({ a: 'x' }, kind)), header())).toThrow(/too long/)
    expect(run(...Array(30).fill(gnuLong('L', 'x')), header())).toThrow(/too long/)
    // What is said to be there is believed only as far as the limit.
    expect(run(header({ kind: 'L', size: base256(2n ** 50n, 12) }))).toThrow(/too long/)
  })
})

describe('sparse files', () => {
  const map = (...numbers: number[]) =>
    numbers.map((number) => `${number.toString(8).padStart(11, '0')}\0`).join('')
  const gnu = (size: number, extents: number[], stored: number) =>
    Buffer.concat([
      header({
        kind: 'S',
        magic: 'ustar  \0',
        size: stored,
        more: [
          [386, map(...extents)],
          [483, map(size)],
        ],
      }),
      Buffer.alloc(stored, 's'),
      padding(stored),
    ])

  it('have the size that they unpack to', () => {
    expect(only(gnu(10_000, [512, 10, 9000, 20], 30))).toMatchObject({
      size: 10_000,
      stored: 30,
      sparse: { extents: [512, 10, 9000, 20] },
    })
  })

  it('go on in further blocks', () => {
    const more = Buffer.alloc(512)
    more.write(map(50, 1, 60, 1), 0)
    const first = header({
      kind: 'S',
      magic: 'ustar  \0',
      size: 6,
      more: [
        [386, map(0, 1, 10, 1, 20, 1, 30, 1)],
        [482, '\x01'],
        [483, map(100)],
      ],
    })
    const content = Buffer.concat([Buffer.from('abcdef'), padding(6)])
    const { entry, content: stored } = parsePieces([archive(first, more, content)])[0]!
    expect(entry).toMatchObject({ size: 100, sparse: { extents: [0, 1, 10, 1, 20, 1, 30, 1, 50, 1, 60, 1] } })
    expect(stored.toString()).toBe('abcdef')
  })

  it.each([
    ['overlap', gnu(100, [0, 10, 5, 10], 20)],
    ['leave the file', gnu(100, [95, 10], 10)],
    ['are not as long as what is stored', gnu(100, [0, 10], 20)],
    ['are words', Buffer.concat([pax({ 'GNU.sparse.map': '0,x', 'GNU.sparse.size': '9' }), header()])],
    ['are odd', Buffer.concat([pax({ 'GNU.sparse.map': '0', 'GNU.sparse.size': '9' }), header()])],
    [
      'are not as many as it says',
      Buffer.concat([
        pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '9' }),
        member({}, '5\n0\n1\n'.padEnd(512, '\0')),
      ]),
    ],
  ])('are an error when their extents %s', (_, bytes) => {
    expect(problemOf(bytes)).toBe('bad-header')
  })
})

describe('the entries of a layer', () => {
  it('have whiteouts for what they remove', async () => {
    const bytes = archive(
      member({ kind: '5', path: 'etc/', mode: 0o700 }),
      member({ path: 'etc/.wh.passwd' }),
      member({ path: './.wh.gone' }),
      member({ path: 'opaque/.wh..wh..opq' }),
      member({ path: 'opaque/new' }, 'x'),
      member({ path: '.wh..wh.plnk/1.2', mtime: 3 }, 'aufs'),
      member({ path: '.wh..wh.aufs' }),
      member({ path: '.wh..wh..opq' }),
    )
    const { index } = await scanBytes(bytes)
    expect(pathsOf(index)).toEqual(['', 'etc', 'gone', 'opaque', 'etc/passwd', 'opaque/new'])
    const seen = (path: string) => describeEntry(index, index.find(Buffer.from(path)))
    expect(seen('etc/passwd').type).toBe(entryType.whiteout)
    expect(seen('gone').type).toBe(entryType.whiteout)
    expect(seen('opaque').flags).toBe(entryFlag.opaque | entryFlag.implicit)
    expect(index.flags[0]! & entryFlag.opaque).toBe(entryFlag.opaque)
  })

  it('may begin with dots and slashes, and cross their own directories', async () => {
    const { index } = await scanBytes(
      archive(member({ path: '/a' }), member({ path: './/b' }), member({ path: 'c/../d/./e' })),
    )
    expect(pathsOf(index)).toEqual(['', 'a', 'b', 'd', 'd/e'])
  })

  it('are those of the last of a name', async () => {
    const bytes = archive(
      member({ path: 'twice', mode: 0o600 }, 'one'),
      member({ path: 'twice', mode: 0o640 }, 'longer'),
      member({ path: 'becomes' }, 'a file'),
      member({ kind: '5', path: 'becomes/' }),
      member({ path: 'becomes/inner' }, 'x'),
    )
    expect(await at(bytes, 'twice')).toMatchObject({ size: 6, mode: 0o640 })
    expect(await at(bytes, 'becomes')).toMatchObject({ type: entryType.directory })
    expect((await scanBytes(bytes)).size).toBe(7)
  })

  it('share what hardlinks share, also with a name that comes later', async () => {
    const bytes = archive(
      member({ kind: '1', path: 'before', link: 'file' }),
      member({ path: 'file' }, '12345'),
      member({ kind: '1', path: 'after', link: './sub/../file' }),
      member({ kind: '1', path: 'lost', link: 'elsewhere' }),
    )
    for (const path of ['before', 'file', 'after']) {
      expect(await at(bytes, path)).toMatchObject({ size: 5, linkGroup: 1 })
    }
    expect(await at(bytes, 'lost')).toMatchObject({ flags: entryFlag.linkElsewhere, size: 0 })
    expect((await scanBytes(bytes)).size).toBe(5)
  })

  it('follow links within the layer, as unpacking would', async () => {
    const bytes = archive(
      member({ kind: '5', path: 'usr/lib/' }),
      member({ kind: '2', path: 'lib', link: 'usr/lib' }),
      member({ path: 'lib/x' }, 'x'),
    )
    expect(await at(bytes, 'usr/lib/x')).toMatchObject({ size: 1 })
  })
})
