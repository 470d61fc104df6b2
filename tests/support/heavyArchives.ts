import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { archive, end, header, type Members, member, membersArchive, sha256 } from './archives'
import { repeatedFrame } from './zstdFrames'

/** An archive that would take much memory or time if it were believed, whatever size it has itself. */
export interface HeavyArchive {
  readonly name: string
  readonly pieces: () => Iterable<Buffer>
  /** `details.limit` of the error; null for one that is large and sound. */
  readonly refused: string | null
}

const MiB = 2 ** 20
const sound = archive(member({ path: 'file' }, 'content'))

/** Some MB of JSON, of the smallest values that there are. */
const manyValues = (bytes: number, value: string) =>
  `[${`${value},`.repeat(bytes / (value.length + 1))}${value}]`

/** An image whose configuration is what is given; `%` stands for its layers. */
function configured(fields: string, times = 1): Members {
  const config = `{"os":"linux","rootfs":{"diff_ids":["sha256:${sha256(sound)}"]},${fields}}`
  const name = `${sha256(config)}.json`
  const image = { Config: name, Layers: ['layer.tar'] }
  return new Map([
    [name, Buffer.from(config)],
    ['layer.tar', sound],
    ['manifest.json', Buffer.from(JSON.stringify(Array(times).fill(image)))],
  ])
}

/** As many layers of as many zeros; only the first header block is another. */
function bombs(count: number, bytes: number): Members {
  const layer = repeatedFrame(0, bytes)
  const members: Members = new Map()
  const names = Array.from({ length: count }, (_, at) => `${at}/layer.tar`)
  for (const name of names) members.set(name, layer)
  // What they unpack to is a tar archive without an entry, if zeros without end are one.
  const config = JSON.stringify({
    os: 'linux',
    rootfs: { diff_ids: names.map(() => `sha256:${'0'.repeat(64)}`) },
  })
  members.set('config.json', Buffer.from(config))
  return members.set('manifest.json', Buffer.from(JSON.stringify([{ Config: 'config.json', Layers: names }])))
}

/** What a generator gives: how much it is, and its digest. */
function measured(pieces: Iterable<Buffer>): { readonly bytes: number; readonly digest: string } {
  const hash = createHash('sha256')
  let bytes = 0
  for (const piece of pieces) {
    bytes += piece.length
    hash.update(piece)
  }
  return { bytes, digest: `sha256:${hash.digest('hex')}` }
}

/** An image of layers that need not be in memory whole. */
function* layered(...layers: readonly (() => Iterable<Buffer>)[]): Generator<Buffer> {
  const digests: string[] = []
  const names = layers.map((_, at) => `${at}/layer.tar`)
  for (const [at, layer] of layers.entries()) {
    const { bytes, digest } = measured(layer())
    digests.push(digest)
    yield header({ path: names[at], size: bytes })
    yield* layer()
  }
  const config = JSON.stringify({ os: 'linux', rootfs: { diff_ids: digests } })
  yield member({ path: 'config.json' }, config)
  yield member({ path: 'manifest.json' }, JSON.stringify([{ Config: 'config.json', Layers: names }]))
  yield end
}

/** Empty files, or links, a hundred in each directory; `first` is the first directory's number. */
function* tiny(count: number, { kind = '0', first = 0 } = {}): Generator<Buffer> {
  const fields = { kind, link: kind === '2' ? 'x'.repeat(90) : '' }
  const template = Buffer.concat(
    Array.from({ length: 100 }, (_, each) => header({ path: `00000000/${each}`, ...fields })),
  )
  const sums = Array.from({ length: 100 }, (_, each) =>
    Number.parseInt(template.toString('latin1', each * 512 + 148, each * 512 + 154), 8),
  )
  for (let directory = first; directory < first + count / 100; directory++) {
    const block = Buffer.from(template)
    const digits = String(directory).padStart(8, '0')
    const more = [...digits].reduce((sum, digit) => sum + Number(digit), 0)
    for (const [each, sum] of sums.entries()) {
      block.write(digits, each * 512, 'latin1')
      block.write((sum + more).toString(8).padStart(6, '0'), each * 512 + 148, 'latin1')
    }
    yield block
  }
  yield end
}

/** Two thousand paths, each a thousand directories deep and none in another. */
function* implied(): Generator<Buffer> {
  for (let at = 0; at < 2000; at++) yield longNamed(`${at}${'/d'.repeat(1000)}`)
  yield end
}

/** So many names of 4 kB. */
function* longNames(count: number): Generator<Buffer> {
  for (let at = 0; at < count; at++) yield longNamed(`${at}/${'x'.repeat(4080)}`)
  yield end
}

const longNamed = (path: string) =>
  Buffer.concat([member({ kind: 'L', path: '././@LongLink' }, `${path}\0`), header()])

const members = (of: () => Members) => () => [membersArchive(of())]

export const heavyArchives: readonly HeavyArchive[] = [
  {
    name: 'history of 2.7 million entries',
    pieces: members(() => configured(`"history":${manyValues(8_000_000, '{}')}`)),
    refused: 'documentValues',
  },
  {
    name: 'labels of a million names',
    pieces: members(() => configured(`"config":{"Env":${manyValues(8_000_000, '""')}}`)),
    refused: 'documentValues',
  },
  {
    name: 'one configuration a thousand times',
    pieces: members(() => configured(`"author":"${'x'.repeat(8_000_000)}"`, 1000)),
    refused: 'allDocumentBytes',
  },
  {
    name: 'history of all images together',
    pieces: members(() => configured(`"history":${manyValues(90_000, '{}')}`, 2000)),
    refused: 'allDocumentValues',
  },
  {
    name: '127 streams of 4 GiB',
    pieces: members(() => bombs(127, 4 * 2 ** 30 - 2 ** 20)),
    refused: 'ratio',
  },
  { name: 'entries of 2 million', pieces: () => layered(() => tiny(2_000_100)), refused: 'treeBytes' },
  {
    name: '1.2 million files in two layers',
    pieces: () =>
      layered(
        () => tiny(600_000),
        () => tiny(600_000, { first: 3000 }),
      ),
    refused: null,
  },
  {
    name: 'a hundred layers of 20,000 files',
    pieces: () => layered(...Array.from({ length: 100 }, (_, at) => () => tiny(20_000, { first: at * 20 }))),
    refused: 'indexBytes',
  },
  {
    name: 'links of 2 million',
    pieces: () => layered(() => tiny(2_000_100, { kind: '2' })),
    refused: 'treeBytes',
  },
  { name: 'directories that 2000 paths imply', pieces: () => layered(implied), refused: 'treeBytes' },
  {
    name: 'names of 300 MB',
    pieces: () => layered(() => longNames((300 * MiB) / 4096)),
    refused: 'nameBytes',
  },
]

/** Writes it, packed, as what is large for its size mostly is. */
export async function writeHeavy({ pieces }: HeavyArchive, path: string): Promise<void> {
  await pipeline(Readable.from(pieces()), createGzip({ level: 1 }), createWriteStream(path))
}
