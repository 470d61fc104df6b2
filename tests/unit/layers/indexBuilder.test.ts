import { describe, expect, it } from 'vitest'
import { EntryError } from '../../../main/layers/entryError'
import { createIndexBuilder, type SourceEntry } from '../../../main/layers/indexBuilder'
import { readIndex } from '../../../main/layers/indexReader'
import { entryFlag, entryType, type LayerIndex } from '../../../main/layers/layerIndex'
import { describeEntry, entry, indexOf, link, pathsOf, whiteout } from '../../support/layerEntries'

const at = (index: LayerIndex, path: string) => describeEntry(index, index.find(Buffer.from(path)))

describe('entries of an archive', () => {
  it('may come in any order, with all ways to write a path', () => {
    const index = indexOf(entry('./b/c'), entry('/a//d/./e'), entry('b/'), entry('./'))
    expect(pathsOf(index)).toEqual(['', 'a', 'b', 'a/d', 'b/c', 'a/d/e'])
  })

  it('imply the directories above them, unless these come as well', () => {
    const index = indexOf(entry('a/b/file'), entry('a/', { mode: 0o700, uid: 5, mtime: 9 }))
    expect(at(index, 'a')).toMatchObject({ flags: 0, mode: 0o700, uid: 5, mtime: 9 })
    expect(at(index, 'a/b')).toMatchObject({ flags: entryFlag.implicit, mode: 0o755 })
    expect(at(index, '')).toMatchObject({ flags: entryFlag.implicit })
    expect(at(indexOf(entry('./', { mode: 0o711 })), '')).toMatchObject({ flags: 0, mode: 0o711 })
  })

  it('replace earlier ones of the same path, with all that was in it', () => {
    const index = indexOf(
      entry('x/y/z', { size: 1 }),
      entry('x', { size: 2 }),
      entry('f', { size: 1 }),
      entry('f/g', { size: 3 }),
      entry('twice', { size: 1 }),
      entry('twice', { size: 5 }),
    )
    expect(pathsOf(index)).toEqual(['', 'f', 'twice', 'x', 'f/g'])
    expect(at(index, 'x')).toMatchObject({ type: entryType.file, size: 2 })
    expect(at(index, 'twice')).toMatchObject({ size: 5 })
  })

  it('keep what is in a directory that comes twice', () => {
    const index = indexOf(entry('d/', { mode: 0o700 }), entry('d/f'), entry('d/', { mode: 0o711 }))
    expect(pathsOf(index)).toEqual(['', 'd', 'd/f'])
    expect(at(index, 'd')).toMatchObject({ mode: 0o711 })
  })

  it('go where a link above them leads within the layer', () => {
    const index = indexOf(
      entry('usr/lib/'),
      link('lib', 'usr/lib'),
      entry('lib/file'),
      link('absolute', '/usr/../usr'),
      entry('absolute/share/doc'),
      link('up', '../../../usr'),
      entry('up/x'),
    )
    const paths = ['absolute', 'lib', 'up', 'usr', 'usr/lib', 'usr/share', 'usr/x', 'usr/lib/file']
    expect(pathsOf(index)).toEqual(['', ...paths, 'usr/share/doc'])
    expect(at(index, 'lib')).toMatchObject({ type: entryType.symlink, target: 'usr/lib' })
  })

  it('take the place of a link that leads nowhere, or in circles', () => {
    const index = indexOf(link('a', 'b'), link('b', 'a'), link('c', '/nowhere'), entry('a/f'), entry('c/f'))
    expect(pathsOf(index)).toEqual(['', 'a', 'b', 'c', 'a/f', 'c/f'])
  })

  it.each(['../x', 'a/../../x', 'a/..', 'a\0b'])('may not have the path %j', (path) => {
    expect(() => indexOf(entry(path))).toThrow(EntryError)
  })

  it('may not make the root a file', () => {
    expect(() => indexOf(entry('.'))).toThrow(EntryError)
  })

  it('keep numbers within what an index can hold', () => {
    const wild: Partial<SourceEntry> = { mode: 0o107777, uid: -2, size: 1e300, mtime: -1.5 }
    const largest = Number.MAX_SAFE_INTEGER
    expect(at(indexOf({ ...entry('f'), ...wild }), 'f')).toMatchObject({
      mode: 0o7777,
      uid: 2 ** 32 - 2,
      size: largest,
      mtime: -2,
    })
    expect(at(indexOf(entry('g', { size: Number.NaN, mtime: Number.NaN })), 'g')).toMatchObject({
      size: 0,
      mtime: 0,
    })
  })
})

describe('whiteouts', () => {
  it('have nothing but their name', () => {
    const index = indexOf({ ...whiteout('gone'), uid: 7, mode: 0o644, mtime: 99 })
    const nothing = { flags: 0, mode: 0, uid: 0, gid: 0, size: 0, mtime: 0, device: 0 }
    expect(at(index, 'gone')).toMatchObject({ type: entryType.whiteout, ...nothing })
  })

  it('are what a device of the number 0/0 is', () => {
    const device = entry('gone', { type: entryType.characterDevice, major: 0, minor: 0, mode: 0o600 })
    expect(indexOf(device).bytes).toEqual(indexOf(whiteout('gone')).bytes)
  })

  it.each([
    ['before', [whiteout('d'), entry('d/f'), whiteout('f'), entry('f')]],
    ['after', [entry('d/f'), whiteout('d'), entry('f'), whiteout('f')]],
  ])('hide only what is below, when they come %s an entry of their path', (_, entries) => {
    const index = indexOf(...entries)
    expect(pathsOf(index)).toEqual(['', 'd', 'f', 'd/f'])
    expect(at(index, 'd').flags! & entryFlag.opaque).toBe(entryFlag.opaque)
    expect(at(index, 'd').flags! & entryFlag.whitedOut).toBe(entryFlag.whitedOut)
    expect(at(index, 'f')).toMatchObject({ type: entryType.file, flags: entryFlag.whitedOut })
  })

  it('make a directory opaque, whether the mark comes first or last', () => {
    for (const isFirst of [true, false]) {
      const builder = createIndexBuilder()
      if (isFirst) builder.markOpaque(Buffer.from('d'))
      builder.add(entry('d/', { mode: 0o711 }))
      builder.add(entry('d/f'))
      if (!isFirst) builder.markOpaque(Buffer.from('./d/'))
      expect(at(readIndex(builder.finish()), 'd')).toMatchObject({ flags: entryFlag.opaque, mode: 0o711 })
    }
  })
})

describe('hardlinks', () => {
  it('share what their file is, numbered in the order of the index', () => {
    const builder = createIndexBuilder()
    builder.add(entry('z/one', { size: 5, uid: 3 }))
    builder.link(entry('z/two'), Buffer.from('./z/one'))
    builder.add(entry('y/first', { size: 7 }))
    builder.link(entry('a'), Buffer.from('/y/first'))
    builder.add(link('l', 'target'))
    builder.link(link('m', ''), Buffer.from('l'))
    builder.add(entry('single'))
    const index = readIndex(builder.finish())
    const groups = pathsOf(index).map((path) => [path, at(index, path).linkGroup])
    expect(Object.fromEntries(groups)).toMatchObject({
      'z/one': 3,
      'z/two': 3,
      'y/first': 1,
      a: 1,
      l: 2,
      m: 2,
      single: 0,
    })
    expect(at(index, 'z/two')).toMatchObject({ size: 5 })
    expect(at(index, 'm')).toMatchObject({ target: 'target' })
  })

  it('give all names of their file their own owner, mode and time, but not of a symbolic link', () => {
    const told = { mode: 0o600, uid: 4, gid: 5, mtime: 6 }
    const build = (linksDescribe: boolean) => {
      const builder = createIndexBuilder(linksDescribe)
      builder.add(entry('one', { size: 5, uid: 3 }))
      builder.link(entry('two', told), Buffer.from('one'))
      builder.add(link('l', 'target'))
      builder.link(entry('m', told), Buffer.from('l'))
      return readIndex(builder.finish())
    }
    const index = build(true)
    for (const path of ['one', 'two']) expect(at(index, path)).toMatchObject({ ...told, size: 5 })
    for (const path of ['l', 'm']) {
      expect(at(index, path)).toMatchObject({ target: 'target', uid: 4, gid: 5, mode: 0o777, mtime: 0 })
    }
    expect(at(build(false), 'two')).toMatchObject({ size: 5, uid: 3, mode: 0o644, mtime: 0 })
  })

  it('keep the file that was there when the link was made', () => {
    const builder = createIndexBuilder()
    builder.add(entry('f', { size: 1 }))
    builder.link(entry('g'), Buffer.from('f'))
    builder.add(entry('f', { size: 2 }))
    const index = readIndex(builder.finish())
    expect([at(index, 'f').size, at(index, 'g').size]).toEqual([2, 1])
    expect([at(index, 'f').linkGroup, at(index, 'g').linkGroup]).toEqual([0, 0])
  })

  it('may come before their file', () => {
    const builder = createIndexBuilder()
    builder.link(entry('g'), Buffer.from('f'))
    builder.add(entry('f', { size: 4 }))
    const index = readIndex(builder.finish())
    expect(at(index, 'g')).toMatchObject({ size: 4, linkGroup: 1, flags: 0 })
  })

  it('of a file that is not in the layer are marked so', () => {
    const builder = createIndexBuilder()
    builder.link(entry('g', { mode: 0o600 }), Buffer.from('below'))
    builder.add(entry('d/'))
    builder.link(entry('h'), Buffer.from('d'))
    const index = readIndex(builder.finish())
    const elsewhere = { type: entryType.file, flags: entryFlag.linkElsewhere, linkGroup: 0 }
    expect(at(index, 'g')).toMatchObject({ ...elsewhere, mode: 0o600 })
    expect(at(index, 'h')).toMatchObject(elsewhere)
  })
})

it('counts what is there, without what was replaced', () => {
  const builder = createIndexBuilder()
  for (const each of [entry('a/b/c'), entry('a/b/d'), entry('a'), whiteout('w'), entry('w')])
    builder.add(each)
  expect(builder.count).toBe(3)
  expect(readIndex(builder.finish()).count).toBe(3)
})
