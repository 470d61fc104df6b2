import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksum } from '../../../main/layers/checksum'
import { buildIndex } from '../../../main/layers/indexBuilder'
import { IndexError } from '../../../main/layers/indexError'
import { type Columns, columnsOf } from '../../../main/layers/indexLayout'
import { indexLength, readIndex, readKeptIndex } from '../../../main/layers/indexReader'
import { entryType } from '../../../main/layers/layerIndex'
import { entry, indexOf, link, pathsOf, whiteout } from '../../support/layerEntries'

const sample = () =>
  buildIndex([
    entry('usr/bin/tool', { mode: 0o4755, uid: 1000, gid: 100, size: 2 ** 40, mtime: 1_700_000_000.9 }),
    link('usr/lib', '../lib'),
    entry('dev/null', { type: entryType.characterDevice, major: 1, minor: 3 }),
    whiteout('etc/gone'),
    entry('etc/'),
  ])

const shape = { count: 9, nameBytes: 26, targetBytes: 10 }

/** The same index with some bytes changed and a checksum that fits them. */
function changed(change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = sample()
  change(bytes)
  return sealed(bytes)
}

function sealed(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer).setUint32(12, checksum(new Uint32Array(bytes.buffer, 16)), true)
  return bytes
}

/** Reads what can be read of an index through every accessor; nothing may lie outside of it. */
function readAll(bytes: Uint8Array) {
  const index = readIndex(bytes)
  for (let at = 0; at < index.count; at++) {
    const [from, to] = index.children(at)
    expect(from <= to && to <= index.count).toBe(true)
    index.linkTarget(at)
    expect(index.find(index.path(at))).toBe(at)
  }
}

function unlessSound(bytes: Uint8Array) {
  try {
    readAll(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(IndexError)
  }
}

describe('a layer index', () => {
  it('gives every entry as it was put in, level by level, sorted by bytes', () => {
    const index = readIndex(sample())
    const paths = ['', 'dev', 'etc', 'usr', 'dev/null', 'etc/gone', 'usr/bin', 'usr/lib', 'usr/bin/tool']
    expect(pathsOf(index)).toEqual(paths)
    const tool = index.find(Buffer.from('/usr/bin/tool'))
    expect(index.text(tool)).toBe('tool')
    expect(index.mode[tool]).toBe(0o4755)
    expect([index.uid[tool], index.gid[tool], index.size[tool]]).toEqual([1000, 100, 2 ** 40])
    expect(index.mtime[tool]).toBe(1_700_000_000)
    expect(Buffer.from(index.linkTarget(index.find(Buffer.from('usr/lib')))!).toString()).toBe('../lib')
    expect(index.linkTarget(tool)).toBeNull()
    expect(index.device[index.find(Buffer.from('dev/null'))]).toBe((1 << 20) | 3)
    expect(index.type[index.find(Buffer.from('etc/gone'))]).toBe(entryType.whiteout)
    expect(index.find(Buffer.from('usr/bin/too'))).toBe(-1)
    expect(index.find(Buffer.from('usr/bin/tool/x'))).toBe(-1)
    expect(index.find(Buffer.from('//usr//'))).toBe(index.find(Buffer.from('usr')))
  })

  it('sorts names as bytes, not as characters', () => {
    const names = ['\u{10000}', '\uffff', 'é', 'z', 'B', 'a b', 'a', 'a.b']
    const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(pathsOf(indexOf(...names.map((name) => entry(name))))).toEqual(['', ...sorted])
  })

  it('has the root alone when a layer is empty', () => {
    const index = indexOf()
    expect([index.count, index.type[0], index.children(0)]).toEqual([1, entryType.directory, [0, 0]])
    expect(index.find(Buffer.from('x'))).toBe(-1)
    expect(index.path(0)).toHaveLength(0)
  })

  it('can be read wherever its bytes lie', () => {
    const bytes = sample()
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(readIndex(shifted.subarray(3)).bytes).toEqual(bytes)
  })

  it('says at its beginning how long it is', () => {
    const bytes = sample()
    expect(indexLength(bytes.subarray(0, 40))).toBe(bytes.length)
    expect(() => indexLength(bytes.subarray(0, 39))).toThrow(IndexError)
  })

  it('computes the published checksum', () => {
    const words = (text: string) => new Uint32Array(new Uint8Array(Buffer.from(text)).buffer)
    // Of another implementation of xxHash32.
    expect(checksum(new Uint32Array())).toBe(0x02cc5d05)
    expect(checksum(words('Nobody i'))).toBe(0x68bd7c8c)
    expect(checksum(words('Nobody inspects the spammish repetition!'))).toBe(0x6ad6f5d9)
  })
})

describe('damaged bytes', () => {
  it('are refused for any single flipped bit', () => {
    const bytes = sample()
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice()
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => readIndex(damaged), `bit ${bit}`).toThrow(IndexError)
      expect(() => readKeptIndex(damaged), `bit ${bit}`).toThrow(IndexError)
    }
  })

  it('are refused when cut off or longer', () => {
    const bytes = sample()
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readIndex(bytes.subarray(0, length))).toThrow(IndexError)
      expect(() => readKeptIndex(bytes.subarray(0, length))).toThrow(IndexError)
    }
    expect(() => readIndex(Buffer.concat([bytes, Buffer.alloc(8)]))).toThrow(IndexError)
  })

  it('are refused when they are anything', () => {
    const header = sample().subarray(0, 40)
    const random = fc.uint8Array({ maxLength: 400 })
    fc.assert(
      fc.property(random, (bytes) => {
        expect(() => readIndex(bytes)).toThrow(IndexError)
      }),
    )
    fc.assert(fc.property(random, (bytes) => unlessSound(Buffer.concat([header, bytes]))))
  })

  it('never lead out of the index, even when the checksum fits', () => {
    const at = fc.nat({ max: sample().length - 17 }).map((offset) => offset + 16)
    const edits = fc.array(fc.tuple(at, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(edits, (list) => {
        const bytes = changed((all) => {
          for (const [offset, value] of list) all[offset] = value
        })
        unlessSound(bytes)
      }),
      { numRuns: 5000 },
    )
  })

  const names = (text: string) => (columns: Columns) => columns.names.set(Buffer.from(text))
  const value = (column: keyof Columns, at: number, to: number) => (columns: Columns) => {
    columns[column][at] = to
  }

  // The names, in order: dev etc usr null gone bin lib tool.
  it.each([
    ['a root that is a file', value('type', 0, entryType.file), /no root/],
    ['another parent', value('parent', 4, 2), /parent of entry 4/],
    ['a child of its own', value('firstChild', 1, 1), /children of entry 1/],
    ['children beyond the end', value('childCount', 3, 1000), /children of entry 3/],
    ['an entry in no directory', value('childCount', 0, 0), /children of entry 0/],
    ['children of a file', value('type', 6, entryType.file), /Entry 6 has children/],
    ['names out of order', names('usretcdev'), /Entry 2 is out of order/],
    ['a name twice', names('devdev'), /Entry 2 is out of order/],
    ['a slash in a name', names('d/v'), /name of entry 1 is a path/],
    ['a NUL in a name', names('d\0v'), /name of entry 1 is a path/],
    ['an empty name', value('nameStart', 2, 0), /name of entry 1 is misplaced/],
    ['a name beyond the end', value('nameStart', 3, 99), /name of entry 2 is misplaced/],
    ['a target beyond the end', value('target', 7, 99), /target of entry 7 is misplaced/],
    ['a target that is too long', value('targets', 0, 99), /target of entry 7 is cut off/],
    ['a target of a file', value('target', 8, 1), /Entry 8 has a target/],
    ['an unknown type', value('type', 8, 9), /Entry 8 has values/],
    ['an unknown flag', value('flags', 1, 16), /Entry 1 has values/],
    ['an opaque file', value('flags', 8, 1), /Entry 8 has values/],
    ['a size of a directory', value('size', 1, 1), /Entry 1 has values/],
    ['a size that is no number', value('size', 8, Number.NaN), /Entry 8 has values/],
    ['half a second', value('mtime', 8, 0.5), /Entry 8 has values/],
    ['a skipped group of links', value('linkGroup', 8, 2), /Entry 8 has values/],
    ['a link that the header does not count', value('linkGroup', 8, 1), /hardlinks/],
  ])('are refused for %s', (_, change, message) => {
    const bytes = changed((all) => change(columnsOf(all, shape)))
    expect(() => readIndex(bytes)).toThrow(message)
  })

  it('are refused for a dot name', () => {
    for (const name of ['.', '..']) {
      const bytes = buildIndex([entry('a'.repeat(name.length))])
      Buffer.from(bytes.buffer).write(name, bytes.length - 8)
      expect(() => readIndex(sealed(bytes))).toThrow(/dot name/)
    }
  })

  it('are refused for another version', () => {
    const bytes = sample()
    bytes[8] = 2
    expect(() => readIndex(bytes)).toThrow(/version 2/)
  })
})
