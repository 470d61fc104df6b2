import { gzipSync } from 'node:zlib'
import type { Limits } from '../../main/layers/archive/limits'
import {
  archive,
  base256,
  configOf,
  dockerMembers,
  end,
  gnuLong,
  header,
  type Members,
  member,
  membersArchive,
  ociMembers,
  pax,
  sha256,
} from './archives'
import { repeatedFrame, storedFrame } from './zstdFrames'

/** An archive that means harm, or is broken, and the word that it must be refused with. */
export interface HostileArchive {
  readonly name: string
  readonly bytes: () => Buffer
  /** `details.limit` or else `details.problem` of the error. */
  readonly refused: keyof Limits | string
  /** Lower limits, where reaching the real ones would take long. */
  readonly limits?: Partial<Limits>
}

const plain = archive(member({ path: 'file' }, 'content'))
const sound = { layers: [plain], tags: ['test:1'] }

/** A sound archive of an image whose layer is hostile. */
const withLayer = (layer: Buffer) => membersArchive(dockerMembers({ layers: [layer] }))
const layerOf = (...parts: Buffer[]) => withLayer(archive(...parts))
const packed = (pack: (layer: Buffer) => Buffer, layer: Buffer) =>
  membersArchive(dockerMembers({ layers: [layer], pack }))

function changed(members: Members, change: (members: Members) => void): Buffer {
  change(members)
  return membersArchive(members)
}
const docker = (change: (members: Members) => void) => changed(dockerMembers(sound), change)
const oci = (change: (members: Members) => void) => changed(ociMembers(sound), change)
const setJson = (name: string, value: unknown) => (members: Members) =>
  members.set(name, Buffer.from(JSON.stringify(value)))
const config = `${sha256(configOf(sound))}.json`
const layerName = `${sha256(plain)}/layer.tar`
const manifest = (fields: object) =>
  setJson('manifest.json', [{ Config: config, RepoTags: null, Layers: [layerName], ...fields }])

const MiB = 2 ** 20
const bomb = { ratioFrom: 4 * MiB, ratio: 50 }
const zeros = Buffer.concat([member({ size: base256(64n << 20n, 12) }), Buffer.alloc(64 * MiB), end])
const bombFrame = Buffer.concat([repeatedFrame(0, 64 * MiB)])
/** Twenty layers, each of which unpacks to less than a bomb must. */
const smallBombs = () =>
  dockerMembers({
    layers: Array.from({ length: 20 }, (_, at) =>
      Buffer.concat([header({ path: `zeros${at}`, size: 2 * MiB }), Buffer.alloc(2 * MiB), end]),
    ),
    pack: (layer) =>
      Buffer.concat([storedFrame(layer.subarray(0, 512)), repeatedFrame(0, layer.length - 512)]),
  })
/** A sound archive whose configuration has these fields beside what it needs. */
const withConfig = (fields: object, times = 1) => {
  const members = dockerMembers({ ...sound, config: fields })
  const [image] = JSON.parse(members.get('manifest.json')!.toString())
  return membersArchive(members.set('manifest.json', Buffer.from(JSON.stringify(Array(times).fill(image)))))
}
const digest = (content: string) => `sha256:${sha256(content)}`

/** Sound archives of images whose layer must be refused once it is read. */
export const hostileLayers: readonly HostileArchive[] = [
  {
    name: 'a path that leads upwards',
    bytes: () => layerOf(member({ path: '../escape' })),
    refused: 'bad-path',
  },
  {
    name: 'a path that leads upwards in the end',
    bytes: () => layerOf(member({ path: 'a/b/../../../escape' })),
    refused: 'bad-path',
  },
  {
    name: 'an absolute path that leads upwards',
    bytes: () => layerOf(member({ path: '/../../etc/passwd' })),
    refused: 'bad-path',
  },
  {
    name: 'a long path that leads upwards',
    bytes: () => layerOf(pax({ path: `${'../'.repeat(200)}etc/passwd` }), member({})),
    refused: 'bad-path',
  },
  {
    name: 'a hardlink that leads upwards',
    bytes: () => layerOf(member({ kind: '1', path: 'a', link: '../../etc/passwd' })),
    refused: 'bad-path',
  },
  { name: 'a NUL in a path', bytes: () => layerOf(pax({ path: 'a\0b' }), member({})), refused: 'bad-path' },
  { name: 'a whiteout of nothing', bytes: () => layerOf(member({ path: 'a/.wh.' })), refused: 'bad-path' },
  {
    name: 'a whiteout of what is above',
    bytes: () => layerOf(member({ path: 'a/.wh...' })),
    refused: 'bad-path',
  },
  { name: 'a whiteout of itself', bytes: () => layerOf(member({ path: 'a/.wh..' })), refused: 'bad-path' },
  {
    name: 'a root that is a file',
    bytes: () => layerOf(member({ path: './', kind: '2', link: '/etc' })),
    refused: 'bad-path',
  },
  {
    name: 'a path longer than any',
    bytes: () => layerOf(pax({ path: 'x'.repeat(5000) }), member({})),
    refused: 'pathBytes',
  },
  {
    name: 'a link longer than any',
    bytes: () => layerOf(gnuLong('K', 'x'.repeat(5000)), member({ kind: '2' })),
    refused: 'pathBytes',
  },
  {
    name: 'a path deeper than any',
    bytes: () => layerOf(gnuLong('L', 'd/'.repeat(2000)), member({})),
    refused: 'depth',
  },
  {
    name: 'an extended header without end',
    bytes: () =>
      withLayer(
        Buffer.concat([header({ kind: 'x', size: base256(1n << 50n, 12) }), Buffer.alloc(5 * MiB, 'x')]),
      ),
    refused: 'headerBytes',
  },
  {
    name: 'extended headers without end',
    bytes: () => layerOf(...Array<Buffer>(5000).fill(pax({ comment: 'x' }))),
    refused: 'headerBytes',
  },
  {
    name: 'long names without end',
    bytes: () => layerOf(...Array<Buffer>(5000).fill(gnuLong('L', 'x'))),
    refused: 'headerBytes',
  },
  {
    name: 'more entries than are believed',
    bytes: () => layerOf(...Array.from({ length: 3000 }, (_, at) => header({ path: `f${at}` }))),
    refused: 'entries',
    limits: { entries: 2000 },
  },
  {
    name: 'entries that imply far more directories',
    bytes: () =>
      layerOf(
        ...Array.from({ length: 100 }, (_, at) =>
          Buffer.concat([gnuLong('L', `${at}${'/d'.repeat(300)}`), header()]),
        ),
      ),
    refused: 'entries',
    limits: { entries: 2000 },
  },
  {
    name: 'one name without end',
    bytes: () => layerOf(...Array<Buffer>(9000).fill(header({ path: 'same' }))),
    refused: 'entries',
    limits: { entries: 2000 },
  },
  {
    name: 'names that fill memory',
    bytes: () =>
      layerOf(
        ...Array.from({ length: 500 }, (_, at) =>
          Buffer.concat([gnuLong('L', `${at}${'x'.repeat(3000)}`), header()]),
        ),
      ),
    refused: 'nameBytes',
    limits: { nameBytes: MiB },
  },
  {
    name: 'a size that is negative',
    bytes: () => layerOf(header({ size: base256(-512n, 12) })),
    refused: 'bad-header',
  },
  {
    name: 'a size beyond all',
    bytes: () => layerOf(header({ size: base256(1n << 90n, 12) })),
    refused: 'bad-header',
  },
  { name: 'a size beyond the end', bytes: () => layerOf(header({ size: 10 * MiB })), refused: 'cut-off' },
  {
    name: 'a wrong checksum',
    bytes: () => layerOf(header({ checksum: '012345\0 ' })),
    refused: 'bad-header',
  },
  { name: 'a type that nobody knows', bytes: () => layerOf(header({ kind: 'Q' })), refused: 'bad-header' },
  { name: 'a part of several volumes', bytes: () => layerOf(header({ kind: 'M' })), refused: 'bad-header' },
  {
    name: 'an owner that is negative',
    bytes: () => layerOf(header({ uid: base256(-2n, 8) })),
    refused: 'bad-header',
  },
  {
    name: 'a sparse map that overlaps itself',
    bytes: () =>
      layerOf(pax({ 'GNU.sparse.map': '0,9,4,9', 'GNU.sparse.size': '99' }), member({}, 'x'.repeat(18))),
    refused: 'bad-header',
  },
  { name: 'no tar archive', bytes: () => withLayer(Buffer.from('x'.repeat(5000))), refused: 'bad-header' },
  { name: 'a layer of half an entry', bytes: () => withLayer(plain.subarray(0, 300)), refused: 'cut-off' },
  { name: 'a gzip bomb', bytes: () => packed(gzipSync, zeros), refused: 'ratio', limits: bomb },
  { name: 'a zstd bomb', bytes: () => packed(() => bombFrame, zeros), refused: 'ratio', limits: bomb },
  {
    name: 'a bomb within a bomb',
    bytes: () => packed((layer) => gzipSync(gzipSync(layer)), zeros),
    refused: 'bad-header',
    limits: bomb,
  },
  {
    name: 'a gzip that is cut off',
    bytes: () => packed((layer) => gzipSync(layer).subarray(0, -20), plain),
    refused: 'cut-off',
  },
  {
    name: 'a gzip that is damaged',
    bytes: () =>
      packed((layer) => Buffer.concat([gzipSync(layer).subarray(0, 12), Buffer.alloc(400, 7)]), plain),
    refused: 'bad-compression',
  },
  {
    name: 'bzip2',
    bytes: () => packed(() => Buffer.from('BZh91AY&SY....'), plain),
    refused: 'bad-compression',
  },
  {
    name: 'small bombs that are one together',
    bytes: () => membersArchive(smallBombs()),
    refused: 'ratio',
    limits: bomb,
  },
  {
    name: 'a few bytes that unpack for long',
    bytes: () => packed(gzipSync, zeros),
    refused: 'quietMilliseconds',
    limits: { quietMilliseconds: 0 },
  },
  {
    name: 'links that fill memory',
    bytes: () =>
      layerOf(
        ...Array.from({ length: 3000 }, (_, at) =>
          header({ kind: '2', path: `l${at}`, link: 'x'.repeat(99) }),
        ),
      ),
    refused: 'treeBytes',
    limits: { treeBytes: MiB },
  },
  {
    name: 'another content',
    bytes: () => docker((members) => members.set(layerName, archive())),
    refused: 'bad-digest',
  },
]

/** What is refused before any layer is read. */
export const hostileArchives: readonly HostileArchive[] = [
  { name: 'nothing', bytes: () => Buffer.alloc(0), refused: 'bad-layout' },
  { name: 'text', bytes: () => Buffer.from('hello '.repeat(1000)), refused: 'bad-layout' },
  { name: 'an empty archive', bytes: () => end, refused: 'bad-layout' },
  {
    name: 'an archive of something else',
    bytes: () => archive(member({ path: 'readme' }, 'x')),
    refused: 'bad-layout',
  },
  {
    name: 'an archive of no image',
    bytes: () => docker(setJson('manifest.json', [])),
    refused: 'bad-layout',
  },
  {
    name: 'two manifests',
    bytes: () =>
      Buffer.concat([member({ path: 'manifest.json' }, '[]'), membersArchive(dockerMembers(sound))]),
    refused: 'duplicate',
  },
  {
    name: 'two manifests of differing spelling',
    bytes: () =>
      Buffer.concat([member({ path: 'x/.././manifest.json' }, '[]'), membersArchive(dockerMembers(sound))]),
    refused: 'duplicate',
  },
  {
    name: 'a layer outside the archive',
    bytes: () => docker(manifest({ Layers: ['../../../etc/passwd'] })),
    refused: 'bad-path',
  },
  {
    name: 'an absolute layer',
    bytes: () => docker(manifest({ Layers: ['/etc/passwd'] })),
    refused: 'bad-path',
  },
  {
    name: 'a configuration outside',
    bytes: () => docker(manifest({ Config: '../config.json' })),
    refused: 'bad-path',
  },
  {
    name: 'a configuration that lacks',
    bytes: () => docker((members) => members.delete(config)),
    refused: 'missing',
  },
  {
    name: 'a manifest that links outside',
    bytes: () =>
      archive(
        member({ kind: '2', path: 'manifest.json', link: '/etc/hostname' }),
        member({ kind: '2', path: 'index.json', link: '../../etc/hostname' }),
      ),
    refused: 'bad-layout',
  },
  {
    name: 'a manifest that links to itself',
    bytes: () => archive(member({ kind: '2', path: 'manifest.json', link: 'manifest.json' })),
    refused: 'bad-layout',
  },
  {
    name: 'more layers than the configuration',
    bytes: () => docker(manifest({ Layers: [layerName, layerName] })),
    refused: 'bad-layout',
  },
  {
    name: 'a manifest that is no JSON',
    bytes: () => docker((all) => all.set('manifest.json', Buffer.from('[{'))),
    refused: 'bad-document',
  },
  {
    name: 'a manifest that is no text',
    bytes: () => docker((all) => all.set('manifest.json', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))),
    refused: 'bad-document',
  },
  {
    name: 'a manifest of another shape',
    bytes: () => docker(setJson('manifest.json', { a: 1 })),
    refused: 'bad-document',
  },
  {
    name: 'a manifest of numbers',
    bytes: () => docker(manifest({ Layers: [1, 2] })),
    refused: 'bad-document',
  },
  {
    name: 'JSON that nests without end',
    bytes: () => docker((all) => all.set('manifest.json', Buffer.from('['.repeat(5 * MiB)))),
    refused: 'documentDepth',
  },
  {
    name: 'a configuration of 9 MB',
    bytes: () => docker((all) => all.set(config, Buffer.alloc(9_000_000, 0x20))),
    refused: 'documentBytes',
  },
  {
    name: 'a history of nothing, millions of times',
    bytes: () => withConfig({ history: Array(2_500_000).fill({}) }),
    refused: 'documentValues',
  },
  {
    name: 'a history longer than any',
    bytes: () => withConfig({ history: Array(20_000).fill({}) }),
    refused: 'history',
  },
  {
    name: 'settings without end',
    bytes: () => withConfig({ config: { Env: Array(2_500_000).fill('') } }),
    refused: 'documentValues',
  },
  {
    name: 'one history of many images',
    bytes: () => withConfig({ history: Array(9000).fill({}) }, 500),
    refused: 'allDocumentValues',
  },
  {
    name: 'one long word of many images',
    bytes: () => withConfig({ author: 'x'.repeat(4 * MiB) }, 500),
    refused: 'allDocumentBytes',
  },
  {
    name: 'too many documents',
    bytes: () =>
      membersArchive(
        dockerMembers(
          ...Array.from({ length: 20 }, (_, at) => ({
            layers: [],
            tags: [`a:${at}`],
            config: { author: `${at}`.repeat(100_000) },
          })),
        ),
      ),
    refused: 'allDocumentBytes',
    limits: { allDocumentBytes: MiB },
  },
  {
    name: 'too many images',
    bytes: () => docker(setJson('manifest.json', Array(3000).fill({ Config: config, Layers: [layerName] }))),
    refused: 'images',
  },
  {
    name: 'too many layers',
    bytes: () => docker(manifest({ Layers: Array(2000).fill(layerName) })),
    refused: 'layers',
  },
  {
    name: 'too many members',
    bytes: () => archive(...Array.from({ length: 300 }, (_, at) => header({ path: `m${at}` }))),
    refused: 'members',
    limits: { members: 200 },
  },
  {
    name: 'members of too long names',
    bytes: () =>
      archive(
        ...Array.from({ length: 30 }, (_, at) =>
          Buffer.concat([gnuLong('L', `${at}${'x'.repeat(3000)}`), header()]),
        ),
      ),
    refused: 'memberNameBytes',
    limits: { memberNameBytes: 50_000 },
  },
  {
    name: 'a member that leads upwards',
    bytes: () => archive(member({ path: '../../x' }, 'x')),
    refused: 'bad-path',
  },
  {
    name: 'a member beyond the end',
    bytes: () => Buffer.concat([header({ size: 100 * MiB }), Buffer.alloc(512)]),
    refused: 'cut-off',
  },
  {
    name: 'a sparse member',
    bytes: () => archive(pax({ 'GNU.sparse.map': '0,1', 'GNU.sparse.size': '99' }), member({}, 'x')),
    refused: 'bad-layout',
  },
  {
    name: 'a digest that is a path',
    bytes: () => oci(setJson('index.json', { manifests: [{ digest: 'sha256:../../etc/passwd' }] })),
    refused: 'bad-document',
  },
  {
    name: 'a manifest of another digest',
    bytes: () =>
      oci((members) => {
        const { manifests } = JSON.parse(members.get('index.json')!.toString())
        members.set(`blobs/sha256/${manifests[0].digest.slice(7)}`, Buffer.from('{}'))
      }),
    refused: 'bad-digest',
  },
  {
    name: 'an index that names itself',
    bytes: () =>
      oci((members) => {
        // Its digest cannot be right, for nobody can find such a content.
        const name = 'a'.repeat(64)
        const itself = { manifests: [{ digest: `sha256:${name}` }] }
        setJson('index.json', itself)(members)
        setJson(`blobs/sha256/${name}`, itself)(members)
      }),
    refused: 'bad-digest',
  },
  {
    name: 'indexes within indexes',
    bytes: () =>
      oci((members) => {
        let content = JSON.stringify({ manifests: [] })
        for (let depth = 0; depth < 20; depth++) {
          members.set(`blobs/sha256/${sha256(content)}`, Buffer.from(content))
          content = JSON.stringify({ manifests: [{ digest: digest(content) }] })
        }
        members.set('index.json', Buffer.from(content))
      }),
    refused: 'nestedIndexes',
  },
  {
    name: 'indexes that multiply',
    bytes: () =>
      oci((members) => {
        let content = JSON.stringify({ manifests: [] })
        for (let depth = 0; depth < 6; depth++) {
          members.set(`blobs/sha256/${sha256(content)}`, Buffer.from(content))
          const manifests = Array.from({ length: 100 }, (_, at) => ({
            digest: digest(content),
            annotations: { 'org.opencontainers.image.ref.name': `${depth}-${at}` },
          }))
          content = JSON.stringify({ manifests })
        }
        members.set('index.json', Buffer.from(content))
      }),
    refused: 'images',
  },
  {
    name: 'a layout of another age',
    bytes: () => oci(setJson('oci-layout', { imageLayoutVersion: '9.0' })),
    refused: 'bad-layout',
  },
  {
    name: 'a diff ID that is a path',
    bytes: () =>
      docker((members) => {
        const hostile = configOf({ ...sound, config: { rootfs: { diff_ids: ['sha256:../../../x'] } } })
        members.set(config, Buffer.from(hostile))
      }),
    refused: 'bad-document',
  },
]

/** A small sound archive with all kinds of members, for cutting. */
export const smallArchive = (): Buffer =>
  archive(
    ...[...dockerMembers(sound)].map(([path, content]) => member({ path }, content)),
    member({ kind: '2', path: 'link', link: 'manifest.json' }),
  )

/** A layer of so many empty files, given piece by piece. */
export function* tinyEntries(count: number): Generator<Buffer> {
  for (let at = 0; at < count; at += 100) {
    yield Buffer.concat(
      Array.from({ length: Math.min(100, count - at) }, (_, each) => header({ path: `${at}/${each}` })),
    )
  }
  yield end
}
