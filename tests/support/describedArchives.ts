import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { linuxOn } from '../../main/layers/archive/platform'
import {
  archive,
  configOf,
  dockerMembers,
  gnuLong,
  type Members,
  member,
  membersArchive,
  sha256,
  type TestImage,
} from './archives'
import { storedFrame } from './zstdFrames'

/**
 * An archive as tools write them, and what is to become of it. Images are called by the label that each of them has, with
 * their names behind it: `own one:1`. A refusal is `no`, of Slipway with the reason's key.
 */
export interface DescribedArchive {
  readonly name: string
  readonly bytes: () => Buffer
  /** The engine itself, by `docker load`. */
  readonly engine: string
  readonly load: string
  /** In the archive's order; the one that opens first has a star. */
  readonly layers: string
}

const [, own = ''] = linuxOn(process.arch).split('/')
const foreign = ['s390x', 'riscv64'] as const

/** An image that says which one it is, by its label and its one file. */
function image(is: string, more: Partial<TestImage> = {}): TestImage {
  const architecture = more.architecture ?? own
  return {
    layers: [archive(member({ path: is }, is))],
    ...more,
    architecture,
    config: { config: { Labels: { is } }, ...more.config },
  }
}

const oci = (kind: string) => `application/vnd.oci.image.${kind}`
interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** Blobs and their descriptors, from which a layout is put together by hand. */
function layout() {
  const members: Members = new Map([['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')]])
  const blob = (content: Buffer | string | object, mediaType: string): Blob => {
    const isBytes = typeof content === 'string' || Buffer.isBuffer(content)
    const bytes = Buffer.from((isBytes ? content : JSON.stringify(content)) as string)
    members.set(`blobs/sha256/${sha256(bytes)}`, bytes)
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length }
  }
  const manifest = (of: TestImage, layers?: readonly object[] | null) =>
    blob(
      {
        schemaVersion: 2,
        config: blob(configOf(of), oci('config.v1+json')),
        layers:
          layers === undefined
            ? of.layers.map((layer) => blob(of.pack?.(layer) ?? layer, oci('layer.v1.tar')))
            : layers,
      },
      oci('manifest.v1+json'),
    )
  const index = (manifests: readonly object[]) => blob({ schemaVersion: 2, manifests }, oci('index.v1+json'))
  return {
    members,
    blob,
    manifest,
    index,
    named: (descriptor: Blob, name: string, more = {}) => ({
      ...descriptor,
      ...more,
      annotations: { 'io.containerd.image.name': `docker.io/library/${name}` },
    }),
    bare: (descriptor: Blob, name: string) => ({
      ...descriptor,
      annotations: { 'org.opencontainers.image.ref.name': name },
    }),
    on: (descriptor: Blob, architecture: string, variant?: string) => ({
      ...descriptor,
      platform: { os: 'linux', architecture, variant },
    }),
    done(manifests: readonly object[] | null, more: Readonly<Record<string, unknown>> = {}): Members {
      members.set('index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })))
      for (const [name, value] of Object.entries(more)) members.set(name, Buffer.from(JSON.stringify(value)))
      return members
    },
  }
}
type Layout = ReturnType<typeof layout>
const laidOut = (make: (layout: Layout) => Members) => () => membersArchive(make(layout()))
const docker =
  (...images: readonly TestImage[]) =>
  () =>
    membersArchive(dockerMembers(...images))

const one = image('one', { tags: ['one:1'] })
const onePlain = laidOut(({ manifest, named, done }) => done([named(manifest(one), 'one:1')]))
const blobName = (content: Buffer | string) => `blobs/sha256/${sha256(content)}`
/** The `manifest.json` that the engine writes beside an OCI layout since version 25. */
const dockerPart = ({ layers, tags = [], ...of }: TestImage, more = {}) => [
  { Config: blobName(configOf({ layers, ...of })), RepoTags: tags, Layers: layers.map(blobName), ...more },
]

/** What else is kept in registries, and so in layouts, by the ways of cosign, BuildKit, Helm and ORAS. */
function others({ blob }: Layout): Blob[] {
  const payload = '{"critical":{}}'
  const signed = (mediaType: string) =>
    blob(
      {
        schemaVersion: 2,
        config: blob(configOf(image('signature', { layers: [Buffer.from(payload)] })), oci('config.v1+json')),
        layers: [blob(payload, mediaType)],
      },
      oci('manifest.v1+json'),
    )
  const artifact = (config: Blob, layer: Blob, more = {}) =>
    blob({ schemaVersion: 2, config, layers: [layer], ...more }, oci('manifest.v1+json'))
  return [
    signed('application/vnd.dev.cosign.simplesigning.v1+json'),
    signed('application/vnd.in-toto+json'),
    artifact(
      blob({ name: 'chart' }, 'application/vnd.cncf.helm.config.v1+json'),
      blob('chart', 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'),
    ),
    artifact(
      blob('{}', 'application/vnd.oci.empty.v1+json'),
      blob('bill of materials', 'application/spdx+json'),
      { artifactType: 'application/spdx+json' },
    ),
  ]
}

/** As `docker save` wrote it before version 1.10. */
function legacy(): Buffer {
  const [base, top] = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string]
  const settings = {
    architecture: own,
    os: 'linux',
    docker_version: '1.9.1',
    created: '2015-11-20T10:00:00Z',
  }
  const json = (id: string, parent: string | undefined, step: string) =>
    JSON.stringify({
      id,
      parent,
      ...settings,
      container_config: { Cmd: ['/bin/sh', '-c', step] },
      config: { Labels: { is: 'old' }, Cmd: ['/bin/sh'] },
    })
  const layer = (name: string) => archive(member({ path: name }, name))
  const folder = (id: string, parent: string | undefined, step: string) => [
    member({ kind: '5', path: `${id}/`, mode: 0o755 }),
    member({ path: `${id}/VERSION` }, '1.0'),
    member({ path: `${id}/json` }, json(id, parent, step)),
    member({ path: `${id}/layer.tar` }, layer(step)),
  ]
  return archive(
    ...folder(base, undefined, 'base'),
    ...folder(top, base, 'top'),
    member({ path: 'repositories' }, JSON.stringify({ old: { '1': top, latest: top } })),
  )
}

const packedBy = (program: string) => (bytes: Buffer) =>
  execFileSync(program, ['--compress', '--stdout'], { input: bytes, maxBuffer: 1 << 26 })
const packings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  zstd: storedFrame,
  xz: packedBy('xz'),
  bzip2: packedBy('bzip2'),
}

const elsewhere = {
  mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  digest: `sha256:${'e'.repeat(64)}`,
  size: 9,
  urls: ['https://example.test/layer'],
}
const windowsLike = {
  ...image('partly', { tags: ['partly:1'] }),
  layers: [archive(member({ path: 'licensed' }, 'x')), archive(member({ path: 'free' }, 'y'))],
}
const deep = `${'d/'.repeat(600)}file`
const through = {
  ...image('through', { tags: ['through:1'] }),
  layers: [
    archive(
      member({ kind: '5', path: 'usr/', mode: 0o755 }),
      member({ kind: '5', path: 'usr/lib/', mode: 0o755 }),
      member({ kind: '2', path: 'lib', link: 'usr/lib' }),
    ),
    archive(member({ path: 'lib/x' }, 'x')),
  ],
}

/** One of them, as bytes. */
export function describedArchive(wanted: string): Buffer {
  return describedArchives.find(({ name }) => name === wanted)!.bytes()
}

export const describedArchives: readonly DescribedArchive[] = [
  {
    name: 'as saved before 25',
    bytes: docker(one, image('two')),
    engine: 'one one:1 + two',
    load: 'one one:1 + two',
    layers: '*one one:1 + two',
  },
  {
    name: 'as saved since 25',
    bytes: laidOut(({ manifest, named, done }) =>
      done([named(manifest(one), 'one:1')], { 'manifest.json': dockerPart(one) }),
    ),
    engine: 'one one:1',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'the same, index.json has no manifests',
    bytes: laidOut(({ manifest, done }) => {
      manifest(one)
      return done(null, { 'manifest.json': dockerPart(one) })
    }),
    engine: 'one one:1',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'the same, its OCI manifest has no layers',
    bytes: laidOut(({ manifest, named, done }) => {
      manifest(one)
      return done([named(manifest(one, []), 'one:1')], { 'manifest.json': dockerPart(one) })
    }),
    engine: 'one one:1',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'the same, its index.json is no JSON',
    bytes: laidOut(({ manifest, done, members }) => {
      manifest(one)
      return done([], { 'manifest.json': dockerPart(one) }) && members.set('index.json', Buffer.from('{'))
    }),
    engine: 'one one:1',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'OCI alone, its manifest has no layers',
    bytes: laidOut(({ manifest, named, done }) => done([named(manifest(one, []), 'one:1')])),
    engine: 'no',
    load: 'no bad-layout/layers',
    layers: 'no bad-layout/layers',
  },
  {
    name: 'before 1.10',
    bytes: legacy,
    engine: 'old old:1,old:latest',
    load: 'old old:1,old:latest',
    layers: '*old old:1,old:latest',
  },
  {
    name: 'before 1.10, packed',
    bytes: () => gzipSync(legacy()),
    engine: 'old old:1,old:latest',
    load: 'old old:1,old:latest',
    layers: '*old old:1,old:latest',
  },
  { name: 'OCI', bytes: onePlain, engine: 'no', load: 'one one:1', layers: '*one one:1' },
  ...Object.entries(packings).flatMap(([packing, pack]) => [
    {
      name: `docker, packed with ${packing}`,
      bytes: () => pack(docker(one)()),
      engine: 'one one:1',
      load: 'one one:1',
      layers: '*one one:1',
    },
    {
      name: `OCI, packed with ${packing}`,
      bytes: () => pack(onePlain()),
      engine: 'no',
      load: 'one one:1',
      layers: '*one one:1',
    },
    {
      name: `OCI, its layers packed with ${packing}`,
      bytes: laidOut(({ manifest, named, done }) => done([named(manifest({ ...one, pack }), 'one:1')])),
      engine: 'no',
      load: 'one one:1',
      layers: '*one one:1',
    },
  ]),
  {
    name: 'OCI, without oci-layout',
    bytes: laidOut(({ manifest, named, done, members }) => {
      members.delete('oci-layout')
      return done([named(manifest(one), 'one:1')])
    }),
    engine: 'no',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'OCI, two names',
    bytes: laidOut(({ manifest, named, done }) =>
      done([named(manifest(one), 'one:1'), named(manifest(one), 'one:2')]),
    ),
    engine: 'no',
    load: 'one one:1,one:2',
    layers: '*one one:1,one:2',
  },
  {
    name: 'OCI, its name is but a tag',
    bytes: laidOut(({ manifest, bare, done }) => done([bare(manifest(one), '1.0')])),
    engine: 'no',
    load: 'one',
    layers: '*one (1.0)',
  },
  {
    name: 'OCI, two images by their tags',
    bytes: laidOut(({ manifest, bare, done }) =>
      done([bare(manifest(one), '1.0'), bare(manifest(image('two')), '2.0')]),
    ),
    engine: 'no',
    load: 'one + two',
    layers: '*one (1.0) + two (2.0)',
  },
  {
    name: 'OCI, beside signatures and a chart',
    bytes: laidOut((made) =>
      made.done([...others(made), made.named(made.manifest(one), 'one:1'), ...others(made)]),
    ),
    engine: 'no',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'both, beside signatures and a chart',
    bytes: laidOut((made) =>
      made.done([made.named(made.manifest(one), 'one:1'), ...others(made)], {
        'manifest.json': dockerPart(one),
      }),
    ),
    engine: 'one one:1',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'OCI, with an attestation in its index',
    bytes: laidOut((made) => {
      const { manifest, named, done, index, on } = made
      const [, attestation] = others(made)
      return done([named(index([on(manifest(one), own), on(attestation!, 'unknown')]), 'one:1')])
    }),
    engine: 'no',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'OCI, nothing but signatures and a chart',
    bytes: laidOut((made) => made.done(others(made))),
    engine: 'no',
    load: 'no bad-layout/others',
    layers: 'no bad-layout/others',
  },
  {
    name: 'docker, of another platform',
    bytes: docker(image('far', { architecture: foreign[0], tags: ['far:1'] })),
    engine: 'far far:1',
    load: 'far far:1',
    layers: '*far far:1',
  },
  {
    name: 'OCI, of another platform',
    bytes: laidOut(({ manifest, named, done, on }) =>
      done([on(named(manifest(image('far', { architecture: foreign[0] })), 'far:1'), foreign[0])]),
    ),
    engine: 'no',
    load: 'far far:1',
    layers: '*far far:1',
  },
  {
    name: 'OCI, of two other platforms',
    bytes: laidOut(({ manifest, named, done, on, index }) => {
      const each = foreign.map((architecture) =>
        on(manifest(image(architecture, { architecture })), architecture),
      )
      return done([named(index(each), 'far:1')])
    }),
    engine: 'no',
    load: 'no bad-layout/platforms',
    layers: '*s390x far:1 + riscv64 far:1',
  },
  {
    name: 'OCI, its own platform first of three',
    bytes: laidOut(({ manifest, named, done, on, index }) => {
      const each = [own, ...foreign].map((architecture) =>
        on(manifest(image(architecture === own ? 'own' : architecture, { architecture })), architecture),
      )
      return done([named(index(each), 'many:1')])
    }),
    engine: 'no',
    load: 'own many:1',
    layers: '*own many:1 + s390x many:1 + riscv64 many:1',
  },
  {
    name: 'OCI, platforms without an index of their own',
    bytes: laidOut(({ manifest, done, on }) => {
      const [first] = foreign
      const far = on(manifest(image('far', { architecture: first })), first)
      return done([far, on(manifest(image('own')), own), far])
    }),
    engine: 'no',
    load: 'own',
    layers: 'far + *own',
  },
  {
    name: 'OCI, a newer variant last',
    bytes: laidOut(({ manifest, named, done, on, index }) => {
      const variant = own === 'amd64' ? 'v3' : 'v9'
      const each = [
        on(manifest(image('own')), own),
        on(
          manifest(image('newer', { config: { config: { Labels: { is: 'newer' } }, variant } })),
          own,
          variant,
        ),
      ]
      return done([named(index(each), 'many:1')])
    }),
    engine: 'no',
    load: 'own many:1',
    layers: '*own many:1 + newer many:1',
  },
  {
    name: 'OCI, only one platform of its index was saved',
    bytes: laidOut(({ manifest, named, done, on, index, members }) => {
      const gone = manifest(image('gone', { architecture: foreign[0] }))
      const each = [on(gone, foreign[0]), on(manifest(image('own')), own)]
      members.delete(`blobs/sha256/${gone.digest.slice(7)}`)
      return done([named(index(each), 'many:1')])
    }),
    engine: 'no',
    load: 'own many:1',
    layers: '*own many:1',
  },
  {
    name: 'OCI, its platform is {}',
    bytes: laidOut(({ manifest, named, done }) => done([named(manifest(one), 'one:1', { platform: {} })])),
    engine: 'no',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'OCI, its manifest lacks',
    bytes: laidOut(({ manifest, named, done, members }) => {
      const lost = manifest(one)
      members.delete(`blobs/sha256/${lost.digest.slice(7)}`)
      return done([named(lost, 'one:1')])
    }),
    engine: 'no',
    load: 'no missing',
    layers: 'no missing',
  },
  {
    name: 'OCI, a layer that lies elsewhere',
    bytes: laidOut(({ manifest, blob, named, done }) =>
      done([
        named(
          manifest(windowsLike, [elsewhere, blob(windowsLike.layers[1]!, oci('layer.v1.tar'))]),
          'partly:1',
        ),
      ]),
    ),
    engine: 'no',
    load: 'no missing/elsewhere',
    layers: '*partly partly:1 (1 absent)',
  },
  {
    name: 'docker, a layer that lies elsewhere',
    bytes: () => {
      const [licensed] = windowsLike.layers
      const members = dockerMembers(windowsLike)
      members.delete(`${sha256(licensed!)}/layer.tar`)
      const manifest = JSON.parse(members.get('manifest.json')!.toString())
      const LayerSources = { [`sha256:${sha256(licensed!)}`]: elsewhere }
      members.set('manifest.json', Buffer.from(JSON.stringify([{ ...manifest[0], LayerSources }])))
      return membersArchive(members)
    },
    engine: 'no',
    load: 'no missing/elsewhere',
    layers: '*partly partly:1 (1 absent)',
  },
  {
    name: '600 directories, one in the other',
    bytes: docker({ ...one, layers: [archive(gnuLong('L', deep), member({}, 'x'))] }),
    engine: 'one one:1',
    load: 'one one:1',
    layers: '*one one:1',
  },
  {
    name: 'a layer that writes through a link',
    bytes: docker(through),
    engine: 'through through:1',
    load: 'through through:1',
    layers: '*through through:1 (over lib)',
  },
  {
    name: 'docker, the second image lacks a layer',
    bytes: () => {
      const second = image('second', { tags: ['second:1'] })
      const members = dockerMembers(one, second)
      members.delete(`${sha256(second.layers[0]!)}/layer.tar`)
      return membersArchive(members)
    },
    engine: 'no, but one one:1',
    load: 'no, but one one:1',
    layers: '*one one:1 + second second:1',
  },
]
