import { archive, member } from './archives'

/** A file of so many bytes. */
export const file = (path: string, bytes: number, more = {}) =>
  member({ path, ...more }, Buffer.alloc(bytes, 0x2e))
export const directory = (path: string) => member({ path, kind: '5', mode: 0o755 })
export const hardlink = (path: string, link: string) => member({ path, kind: '1', link })
export const whiteout = (path: string) => member({ path: path.replace(/([^/]+)$/, '.wh.$1') })
export const opaque = (path: string) => member({ path: `${path}/.wh..wh..opq` })

/** An image's layers, base first, with what is right to say of them. */
export interface WasteImage {
  readonly name: string
  readonly layers: readonly Buffer[]
  readonly stored: number
  readonly hidden: number
  /** `wastedBytes` of dive. */
  readonly dive: number
}

/**
 * Images of which dive's public tests say the figures: its own example of two layers and a removal (efficiency_test.go), a
 * file of no bytes, and its test image, made as `.data/Dockerfile.test-image` makes it, with the sizes that
 * image_archive_analysis_test.go and the export's test name.
 */
export const diveImages: readonly (WasteImage & { readonly efficiency: number })[] = [
  {
    name: 'dive: a configuration that is replaced, then all of it removed',
    layers: [
      archive(file('etc/nginx/nginx.conf', 2000), file('etc/nginx/public', 3000)),
      archive(file('etc/athing', 10_000), file('etc/nginx/nginx.conf', 5000)),
      archive(whiteout('etc/nginx')),
    ],
    stored: 20_000,
    hidden: 10_000,
    dive: 7000,
    efficiency: 0.75,
  },
  {
    name: 'dive: nothing but an empty file',
    layers: [archive(file('nothing', 0)), archive(), archive()],
    stored: 0,
    hidden: 0,
    dive: 0,
    efficiency: 1,
  },
  {
    name: 'dive: its test image',
    layers: [
      archive(directory('bin/'), file('bin/busybox', 1_154_361)),
      archive(file('somefile.txt', 6405)),
      archive(
        ...['root/', 'root/example/', 'root/example/really/', 'root/example/really/nested/'].map(directory),
      ),
      archive(...['root/', 'root/example/'].map(directory), file('root/example/somefile1.txt', 6405)),
      archive(
        ...['root/', 'root/example/'].map(directory),
        file('root/example/somefile1.txt', 6405, { mode: 0o444 }),
      ),
      archive(...['root/', 'root/example/'].map(directory), file('root/example/somefile2.txt', 6405)),
      archive(...['root/', 'root/example/'].map(directory), file('root/example/somefile3.txt', 6405)),
      archive(
        ...['root/', 'root/example/'].map(directory),
        whiteout('root/example/somefile3.txt'),
        file('root/saved.txt', 6405),
      ),
      archive(directory('root/'), file('root/.saved.txt', 6405)),
      archive(directory('root/'), whiteout('root/example')),
      archive(
        ...['root/', 'root/.data/'].map(directory),
        file('root/.data/tag.sh', 1000),
        file('root/.data/test.sh', 1187),
      ),
      archive(directory('tmp/'), file('tmp/saved.again1.txt', 6405)),
      archive(...['root/', 'root/.data/'].map(directory), file('root/.data/saved.again2.txt', 6405)),
      archive(directory('root/'), file('root/saved.txt', 6405, { mode: 0o755 })),
    ],
    stored: 1_220_598,
    hidden: 32_025,
    dive: 32_025,
    efficiency: 0.9844212134184309,
  },
]

const base = archive(
  ...['d/', 'd/in/'].map(directory),
  file('d/a', 100),
  file('d/in/b', 20),
  file('f', 7),
  file('g', 3000),
)
const all = 3127

/** What a layer can do to those below it, one thing an image, then several. */
export const madeImages: readonly WasteImage[] = [
  { name: 'one layer', layers: [base], stored: all, hidden: 0, dive: 0 },
  {
    name: 'a layer that adds a file',
    layers: [base, archive(file('new', 5))],
    stored: all + 5,
    hidden: 0,
    dive: 0,
  },
  {
    name: 'a file that is replaced',
    layers: [base, archive(file('f', 9))],
    stored: all + 9,
    hidden: 7,
    dive: 16,
  },
  {
    name: 'a file that is emptied',
    layers: [base, archive(file('g', 0))],
    stored: all,
    hidden: 3000,
    dive: 3000,
  },
  {
    name: 'a file that changes its owner',
    layers: [base, archive(file('g', 3000, { uid: 33 }))],
    stored: all + 3000,
    hidden: 3000,
    dive: 6000,
  },
  {
    name: 'a file that is stored three times',
    layers: [base, archive(file('g', 3000)), archive(file('g', 3000))],
    stored: all + 6000,
    hidden: 6000,
    dive: 9000,
  },
  {
    name: 'a file that is removed',
    layers: [base, archive(whiteout('g'))],
    stored: all,
    hidden: 3000,
    dive: 3000,
  },
  {
    name: 'a file that is removed and comes back',
    layers: [base, archive(whiteout('f')), archive(file('f', 7))],
    stored: all + 7,
    hidden: 7,
    dive: 14,
  },
  {
    name: 'a directory that is removed',
    layers: [base, archive(whiteout('d'))],
    stored: all,
    hidden: 120,
    dive: 0,
  },
  {
    name: 'an empty directory that is removed',
    layers: [archive(directory('e/'), file('f', 7)), archive(whiteout('e'))],
    stored: 7,
    hidden: 0,
    dive: 0,
  },
  {
    name: 'a directory that a file replaces',
    layers: [base, archive(file('d', 50))],
    stored: all + 50,
    hidden: 120,
    dive: 0,
  },
  {
    name: 'a file that a directory replaces',
    layers: [base, archive(directory('f/'), file('f/in', 11))],
    stored: all + 11,
    hidden: 7,
    dive: 0,
  },
  {
    name: 'a file that an empty directory replaces',
    layers: [base, archive(directory('f/'))],
    stored: all,
    hidden: 7,
    dive: 7,
  },
  {
    name: 'a directory that is made opaque',
    layers: [base, archive(directory('d/'), opaque('d'), file('d/new', 1))],
    stored: all + 1,
    hidden: 120,
    dive: 0,
  },
  {
    name: 'an opaque directory with a file of the same name',
    layers: [base, archive(directory('d/'), opaque('d'), file('d/a', 60))],
    stored: all + 60,
    hidden: 120,
    dive: 160,
  },
  {
    name: 'a whiteout beside a new file',
    layers: [base, archive(whiteout('f'), file('f', 9))],
    stored: all + 9,
    hidden: 7,
    dive: 16,
  },
  {
    name: 'a whiteout beside a new directory',
    layers: [base, archive(whiteout('d'), directory('d/'), file('d/a', 60))],
    stored: all + 60,
    hidden: 120,
    dive: 160,
  },
  {
    name: 'a whiteout beside an empty directory',
    layers: [base, archive(whiteout('d'), directory('d/'))],
    stored: all,
    hidden: 120,
    dive: 120,
  },
  {
    name: 'a whiteout of nothing, and a file behind it',
    layers: [base, archive(whiteout('c'), file('f', 9))],
    stored: all + 9,
    hidden: 7,
    dive: 0,
  },
  {
    name: 'one of two names is replaced',
    layers: [archive(file('a', 500), hardlink('b', 'a')), archive(file('b', 4))],
    stored: 504,
    hidden: 0,
    dive: 4,
  },
  {
    name: 'the first of two names is removed',
    layers: [archive(file('a', 500), hardlink('b', 'a')), archive(whiteout('a'))],
    stored: 500,
    hidden: 0,
    dive: 500,
  },
  {
    name: 'both names are removed, one after the other',
    layers: [archive(file('a', 500), hardlink('b', 'a')), archive(whiteout('a')), archive(whiteout('b'))],
    stored: 500,
    hidden: 500,
    dive: 500,
  },
  {
    name: 'all of it',
    layers: [
      base,
      archive(directory('d/'), whiteout('d/a'), file('f', 7, { uid: 33 }), whiteout('g')),
      archive(whiteout('d'), directory('d/'), file('d/a', 40), hardlink('d/c', 'd/a'), file('g', 300)),
      archive(directory('d/'), opaque('d'), file('d/c', 1), file('g', 10)),
      archive(file('d', 6), whiteout('f')),
    ],
    stored: 3127 + 7 + 340 + 11 + 6,
    hidden: 3127 + 7 + 340 + 1,
    dive: 3491,
  },
]
