import { createHash } from 'node:crypto'

/** Fields of a header as they are written, right or wrong. A number is written in octal. */
export interface RawHeader {
  readonly path?: string | Buffer
  readonly kind?: string
  readonly size?: number | string | Buffer
  readonly mode?: number | string | Buffer
  readonly uid?: number | string | Buffer
  readonly gid?: number | string | Buffer
  readonly mtime?: number | string | Buffer
  readonly link?: string | Buffer
  readonly major?: number
  readonly minor?: number
  readonly prefix?: string
  readonly magic?: string
  readonly checksum?: string
  /** More bytes, by where they lie. */
  readonly more?: readonly (readonly [at: number, bytes: string | Buffer])[]
}

/** One header block. */
export function header(fields: RawHeader = {}): Buffer {
  const block = Buffer.alloc(512)
  const put = (at: number, width: number, value: number | string | Buffer) => {
    const bytes = typeof value === 'number' ? `${value.toString(8).padStart(width - 1, '0')}\0` : value
    if (typeof bytes === 'string') block.write(bytes, at, width, 'latin1')
    else bytes.copy(block, at, 0, width)
  }
  put(0, 100, fields.path ?? 'file')
  put(100, 8, fields.mode ?? 0o644)
  put(108, 8, fields.uid ?? 0)
  put(116, 8, fields.gid ?? 0)
  put(124, 12, fields.size ?? 0)
  put(136, 12, fields.mtime ?? 0)
  put(148, 8, ' '.repeat(8))
  put(156, 1, fields.kind ?? '0')
  put(157, 100, fields.link ?? '')
  put(257, 8, fields.magic ?? 'ustar\x0000')
  if (fields.major !== undefined) put(329, 8, fields.major)
  if (fields.minor !== undefined) put(337, 8, fields.minor)
  if (fields.prefix !== undefined) put(345, 155, fields.prefix)
  for (const [at, bytes] of fields.more ?? []) put(at, 512 - at, bytes)
  let sum = 0
  for (let at = 0; at < 512; at++) sum += block[at]!
  put(148, 8, fields.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}

/** An entry: its header, its content, and zeros to the end of a block. */
export function member(fields: RawHeader, content: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(content as string)
  return Buffer.concat([header({ size: bytes.length, ...fields }), bytes, padding(bytes.length)])
}

export const padding = (length: number): Buffer => Buffer.alloc(-length & 511)
export const end = Buffer.alloc(1024)
export const archive = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, end])

export function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value as string), Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

/** An extended header. */
export function pax(records: Readonly<Record<string, string | Buffer>>, kind = 'x'): Buffer {
  const all = Object.entries(records).map(([key, value]) => paxRecord(key, value))
  return member({ kind, path: 'pax' }, Buffer.concat(all))
}

/** A long name (`L`) or link (`K`) of GNU tar. */
export const gnuLong = (kind: 'L' | 'K', text: string | Buffer): Buffer =>
  member({ kind, path: '././@LongLink' }, Buffer.concat([Buffer.from(text as string), Buffer.alloc(1)]))

/** Big-endian, of two's complement, with the first bit set. */
export function base256(value: bigint, width: number): Buffer {
  const bytes = Buffer.alloc(width)
  let rest = value
  for (let at = width - 1; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn)
  bytes[0] = bytes[0]! | 0x80
  return bytes
}

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

export interface TestImage {
  readonly layers: readonly Buffer[]
  readonly tags?: readonly string[]
  readonly architecture?: string
  /** Packs the layers. */
  readonly pack?: (layer: Buffer) => Buffer
  readonly config?: object
}

/** An image's configuration, with one instruction for each layer and one without. */
export function configOf({ layers, architecture = 'amd64', config = {} }: TestImage): string {
  const steps = layers.map((_, at) => ({
    created: '2024-01-02T03:04:05.678Z',
    created_by: `RUN /bin/sh -c step ${at} # buildkit`,
  }))
  return JSON.stringify({
    architecture,
    os: 'linux',
    created: '2024-01-02T03:04:05.678Z',
    config: { Env: ['A=b'], Cmd: ['/bin/sh'], Labels: { a: 'b' } },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${sha256(layer)}`) },
    history: [...steps, { created_by: 'CMD ["/bin/sh"]', empty_layer: true }],
    ...config,
  })
}

/** Members by path: what a layout consists of, for an archive as for a directory. */
export type Members = Map<string, Buffer>

/** As `docker save` wrote it before version 25. */
export function dockerMembers(...images: readonly TestImage[]): Members {
  const members: Members = new Map()
  const manifest = images.map((image) => {
    const config = configOf(image)
    members.set(`${sha256(config)}.json`, Buffer.from(config))
    const names = image.layers.map((layer) => {
      const name = `${sha256(layer)}/layer.tar`
      members.set(name, image.pack?.(layer) ?? layer)
      return name
    })
    return { Config: `${sha256(config)}.json`, RepoTags: image.tags ?? null, Layers: names }
  })
  return members.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
}

const oci = (kind: string) => `application/vnd.oci.image.${kind}`

/** An OCI layout, all images of the same name in an index of their own. */
export function ociMembers(...images: readonly TestImage[]): Members {
  const members: Members = new Map([['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')]])
  const blob = (content: Buffer | string, mediaType: string) => {
    const bytes = Buffer.from(content as string)
    members.set(`blobs/sha256/${sha256(bytes)}`, bytes)
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length }
  }
  const manifests = images.map((image) => {
    const manifest = {
      schemaVersion: 2,
      config: blob(configOf(image), oci('config.v1+json')),
      layers: image.layers.map((layer) => blob(image.pack?.(layer) ?? layer, oci('layer.v1.tar'))),
    }
    const name = image.tags?.[0]
    return {
      ...blob(JSON.stringify(manifest), oci('manifest.v1+json')),
      platform: { os: 'linux', architecture: image.architecture ?? 'amd64' },
      annotations: name ? { 'org.opencontainers.image.ref.name': name } : undefined,
    }
  })
  const index = (entries: object[]) => JSON.stringify({ schemaVersion: 2, manifests: entries })
  const top =
    images.length === 1
      ? manifests
      : [
          {
            ...blob(index(manifests), oci('index.v1+json')),
            annotations: { 'io.containerd.image.name': 'docker.io/library/many:1' },
          },
        ]
  return members.set('index.json', Buffer.from(index(top)))
}

export function membersArchive(members: Members): Buffer {
  return archive(...[...members].map(([path, content]) => member({ path }, content)))
}
