import {
  archive,
  base256,
  dockerMembers,
  gnuLong,
  member,
  membersArchive,
  pax,
  type RawHeader,
} from './archives'

const directory = (path: string, more: RawHeader = {}) => member({ path, kind: '5', mode: 0o755, ...more })
const file = (path: string, content = path, more: RawHeader = {}) =>
  member({ path, mtime: 5, ...more }, content)
const symlink = (path: string, link: string) => member({ path, kind: '2', link, mode: 0o777 })
const hardlink = (path: string, link: string) => member({ path, kind: '1', link })
const whiteout = (path: string) => file(path.replace(/([^/]+)$/, '.wh.$1'), '')
const opaque = (path: string) => file(`${path}.wh..wh..opq`, '')

const long = `long/${'d'.repeat(200)}/${'f'.repeat(200)}`
const bytes = Buffer.from([0x66, 0xff, 0xe9, 0x0a, 0x66])

/** Layers as other builders write them, base first. No path twice in one layer: the engine takes no such archive. */
export const craftedImages: Readonly<Record<string, readonly Buffer[]>> = {
  'opaque directories': [
    archive(
      ...['d/', 'd/b/', 'd/b/deep/', 'e/', 'f/', 'g/', 'g/h/', 'g/h/i/', 'k/'].map((path) => directory(path)),
      ...['d/a', 'd/b/c', 'd/b/deep/er', 'e/old', 'f/x', 'g/h/i/j', 'k/l'].map((path) => file(path)),
    ),
    archive(
      directory('d/', { mode: 0o700, uid: 7 }),
      opaque('d/'),
      file('d/new'),
      directory('d/b/'),
      file('d/b/c', 'other'),
      // Markers may come behind what they do not hide.
      directory('e/'),
      file('e/late'),
      directory('e/in/'),
      opaque('e/'),
      directory('f/'),
      whiteout('f/x'),
      whiteout('f/nothing'),
      whiteout('nowhere'),
      directory('g/'),
      directory('g/h/'),
      opaque('g/h/'),
    ),
    archive(
      whiteout('g'),
      directory('d/'),
      whiteout('d/a'),
      whiteout('d/new'),
      directory('k/'),
      opaque('k/'),
    ),
    archive(file('d', 'a file'), directory('g/'), file('g/back')),
    archive(directory('d/'), file('d/again'), directory('k/'), directory('k/l/'), symlink('g/s', '../k')),
    archive(),
  ],
  'what one archive may hold': [
    archive(
      directory('usr/', { mode: 0o750, uid: 3, gid: 4 }),
      file('usr/suid', 'x', { mode: 0o6755, uid: 65_534 }),
      file('twice', 'second, longer', { mode: 0o600, mtime: 9 }),
      directory('file to directory/'),
      file('file to directory/in'),
      file('turned'),
      file('one'),
      hardlink('two', 'one'),
      hardlink('usr/three', './two'),
      symlink('way', 'one'),
      hardlink('way2', 'way'),
      member({ path: 'fifo', kind: '6', mode: 0o640 }),
      directory('long/'),
      directory(`long/${'d'.repeat(80)}`),
      pax({
        path: `long/${'d'.repeat(80)}/${'é'.repeat(120)}`,
        mtime: '1234567890.9',
        'SCHILY.xattr.user.note': 'x',
      }),
      file('short', 'pax'),
      pax({ path: Buffer.concat([Buffer.from('long/'), bytes]) }),
      file('short', 'raw'),
      gnuLong('K', `/${long}`),
      gnuLong('L', 'gnu link'),
      symlink('short', 'cut'),
      file('wide', 'numbers', {
        uid: base256(60_000n, 8),
        mtime: base256(5_000_000_000n, 12),
        gid: base256(1n, 8),
      }),
    ),
    archive(
      directory('long/'),
      whiteout('twice'),
      file('one', 'alone'),
      hardlink('five', 'one'),
      directory('turned/'),
      file('turned/in'),
    ),
  ],
  'directories that are only implied': [
    archive(directory('a/', { mode: 0o755, mtime: 3 }), file('a/b'), file('x/y/z')),
    archive(file('a/c'), file('x/y/w'), file('new/deep/er'), whiteout('a/b')),
    archive(directory('new/', { mode: 0o711, uid: 1, mtime: 77 }), file('new/deep/er', 'again')),
  ],
  devices: [
    archive(
      file('beside'),
      member({ path: 'null', kind: '3', mode: 0o666, major: 1, minor: 3 }),
      member({ path: 'block', kind: '4', mode: 0o660, gid: 6, major: 7, minor: 300 }),
      member({ path: 'tty', kind: '3', mode: 0o620, major: 4, minor: 1 }),
    ),
    archive(
      whiteout('tty'),
      member({ path: 'block', kind: '4', major: 8, minor: 1 }),
      file('null', 'a file'),
    ),
  ],
}

/** A file of the layer below under one more name. */
export const linkElsewhere: readonly Buffer[] = [
  archive(file('below', 'x'.repeat(1_000_000)), file('other')),
  archive(hardlink('again', 'below')),
]

/** A base as distributions make it since `/lib` is a link, and a layer that writes through that link, or in its place. */
export const throughLink = (inPlace: boolean): readonly Buffer[] => [
  archive(
    ...['usr/', 'usr/lib/'].map((path) => directory(path)),
    ...['usr/lib/kept', 'usr/lib/changed', 'usr/lib/removed'].map((path) => file(path)),
    symlink('lib', 'usr/lib'),
  ),
  archive(
    ...(inPlace ? [directory('lib/')] : []),
    file('lib/changed', 'again'),
    file('lib/new'),
    whiteout('lib/removed'),
  ),
]

/** A docker archive of one image. */
export const craftedArchive = (tag: string, content: readonly Buffer[]): Buffer =>
  membersArchive(dockerMembers({ layers: content, tags: [tag] }))
