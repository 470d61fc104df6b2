import type { Activity } from '../../../main/contract/activity'
import type { Image, ImageDetails, ImageProgress, ImageSizes } from '../../../main/contract/images'
import type { ImageLayer } from '../../../main/contract/layers'
import type { LayerIndex } from '../../../main/layers/layerIndex'
import { chainIds } from '../../../main/layers/overlay'
import { layerSizesOf } from '../../../main/services/images/sizes'
import { entry, indexOf, link, whiteout } from '../../support/layerEntries'
import { daysAgo, digits, hoursAgo, now } from './moments'

/** A layer with all that the window can ask of it. */
export interface FixedLayer {
  readonly diffId: string
  readonly instruction: string
  readonly index: LayerIndex
  readonly bytes: number
}
export interface FixedImage extends Image {
  /** Base first. */
  readonly layers: readonly FixedLayer[]
}

function layer(instruction: string, ...entries: Parameters<typeof indexOf>): FixedLayer {
  const bytes = entries.reduce((sum, { size }) => sum + size, 0)
  return { diffId: `sha256:${digits(instruction)}`, instruction, index: indexOf(...entries), bytes }
}

const file = (path: string, size: number, mode = 0o644) => entry(path, { size, mode, mtime: 1_770_000_000 })
const program = (path: string, size: number) => file(path, size, 0o755)

const debian = layer(
  'ADD rootfs.tar.xz /',
  entry('bin/'),
  program('bin/bash', 1_265_648),
  program('bin/dash', 125_560),
  program('bin/tar', 531_984),
  link('bin/sh', 'dash'),
  file('etc/debian_version', 5),
  file('etc/passwd', 839),
  file('etc/ssl/openssl.cnf', 12_411),
  file('lib/x86_64-linux-gnu/libc.so.6', 1_922_136),
  file('lib/x86_64-linux-gnu/libcrypto.so.3', 4_709_784),
  file('usr/lib/locale/C.utf8/LC_CTYPE', 353_616),
  file('usr/share/doc/bash/changelog.gz', 63_112),
  file('usr/share/zoneinfo/tzdata.zi', 109_390),
  file('var/lib/apt/lists/deb.debian.org_main_Packages.lz4', 17_836_320),
  file('var/lib/dpkg/status', 71_214),
)
const packages = layer(
  'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl git',
  program('usr/bin/curl', 293_832),
  program('usr/bin/git', 3_861_360),
  file('etc/ssl/certs/ca-certificates.crt', 219_342),
  file('var/lib/dpkg/status', 96_480),
  file('var/lib/apt/lists/deb.debian.org_main_Packages.lz4', 17_901_204),
  file('var/log/apt/history.log', 4_180),
)
const node = layer(
  'RUN curl -fsSLO https://nodejs.org/dist/v22.4.0/node-v22.4.0-linux-x64.tar.xz && tar -xJf node.tar.xz',
  program('usr/local/bin/node', 98_620_472),
  file('usr/local/lib/node_modules/npm/package.json', 6_734),
  file('usr/local/lib/node_modules/npm/lib/npm.js', 12_913),
  link('usr/local/bin/npm', '../lib/node_modules/npm/bin/npm-cli.js'),
)
const dependencies = layer(
  'RUN npm ci --omit=dev',
  file('app/node_modules/express/index.js', 224),
  file('app/node_modules/express/lib/response.js', 27_448),
  file('app/node_modules/sharp/build/Release/sharp.node', 8_420_160),
  file('app/node_modules/typescript/lib/typescript.js', 9_112_448),
  file('app/package-lock.json', 184_220),
)
const application = layer(
  'COPY . /app',
  file('app/server.js', 18_204),
  file('app/package.json', 1_204),
  file('app/package-lock.json', 184_220),
  file('app/public/logo.png', 48_110),
  file('app/public/\u202egnp.exe', 512),
)
const cleaned = layer(
  'RUN rm -rf /var/lib/apt/lists && chown -R app /app',
  whiteout('var/lib/apt/lists'),
  entry('app/server.js', { size: 18_204, uid: 1000, mtime: 1_770_000_000 }),
)
const newer = layer(
  'COPY --chown=app . /app',
  entry('app/server.js', { size: 21_310, uid: 1000, mtime: 1_775_000_000 }),
  file('app/metrics.js', 4_096),
  file('app/package.json', 1_260),
  whiteout('app/public'),
)
const nginx = layer(
  'RUN set -x && addgroup --system --gid 101 nginx && apt-get install -y nginx=1.27.0',
  program('usr/sbin/nginx', 1_520_144),
  file('etc/nginx/nginx.conf', 648),
  file('usr/share/nginx/html/index.html', 615),
)
const postgres = layer(
  'RUN apt-get install -y postgresql-16',
  program('usr/lib/postgresql/16/bin/postgres', 9_732_608),
)
const alpine = layer('ADD alpine-minirootfs-3.20.1-x86_64.tar.gz /', program('bin/busybox', 808_712))
const redis = layer('RUN make -C /usr/src/redis install', program('usr/local/bin/redis-server', 13_402_920))

function image(tags: readonly string[], createdAt: number, layers: readonly FixedLayer[]): FixedImage {
  const id = `sha256:${digits(tags[0] ?? layers.map(({ diffId }) => diffId).join())}`
  const size = layers.reduce((sum, { bytes }) => sum + bytes, 0)
  return { id, tags, digests: [], createdAt, size, layers }
}

const web = [debian, packages, node, dependencies]
export const shop = image(['shop/web:2.4.0', 'shop/web:latest'], hoursAgo(5), [...web, application, cleaned])
export const shopNext = image(['shop/web:2.5.0-rc1'], hoursAgo(1), [...web, application, newer])
export const images: readonly FixedImage[] = [
  shop,
  shopNext,
  image(['shop/worker:2.4.0'], hoursAgo(6), web),
  image(['node:22-bookworm-slim'], daysAgo(9), [debian, packages, node]),
  image(['nginx:1.27'], daysAgo(40), [debian, nginx]),
  image(['postgres:16.3'], daysAgo(33), [debian, packages, postgres]),
  image(['redis:7.2-alpine'], daysAgo(61), [alpine, redis]),
  image(['alpine:3.20'], daysAgo(200), [alpine]),
  image(
    [
      'registry.example.com:5000/platform/observability/opentelemetry-collector-contrib-distribution:0.104.0-arm64v8',
    ],
    daysAgo(12),
    [alpine, layer('COPY otelcol /otelcol', program('otelcol', 252_310_118))],
  ),
  image([], daysAgo(2), [debian, packages]),
]

export const rowOf = ({ layers: _, ...row }: FixedImage): Image => row
/** On which layers they stand. */
export function sizesOfAll(): ImageSizes {
  const of = images.map(({ id, layers }) => {
    const diffIds = layers.map(({ diffId }) => diffId)
    const chain = chainIds(diffIds)
    return [id, { diffIds, sizes: new Map(layers.map(({ bytes }, at) => [chain[at]!, bytes])) }] as const
  })
  return layerSizesOf(new Map(of))
}
export const layersOf = ({ layers, createdAt }: FixedImage): ImageLayer[] =>
  layers.map(({ diffId, instruction, bytes }) => ({
    diffId,
    instruction,
    size: bytes,
    createdAt,
    inferred: false,
  }))

export function detailsOf(of: FixedImage): ImageDetails {
  const settings = ['ENV NODE_ENV=production', 'EXPOSE 8080/tcp', 'CMD ["node","server.js"]']
  const withoutLayer = (instruction: string): ImageLayer => ({
    diffId: null,
    instruction,
    size: 0,
    createdAt: of.createdAt,
    inferred: false,
  })
  return {
    ...rowOf(of),
    architecture: 'amd64',
    os: 'linux',
    author: 'The shop',
    command: ['node', 'server.js'],
    entrypoint: ['/usr/bin/tini', '--'],
    workingDir: '/app',
    user: 'app',
    exposedPorts: ['8080/tcp', '9229/tcp'],
    volumes: ['/app/uploads'],
    environment: [
      { name: 'PATH', value: '/usr/local/bin:/usr/bin:/bin' },
      { name: 'NODE_VERSION', value: '20.19.5' },
      { name: 'NODE_ENV', value: 'production' },
    ],
    labels: {
      'org.opencontainers.image.source': 'https://git.example.com/shop/web',
      'org.opencontainers.image.revision': digits('revision').slice(0, 40),
    },
    layers: [...layersOf(of), ...settings.map(withoutLayer)],
  }
}

const progress: ImageProgress = {
  status: 'Pulling from library/python',
  layers: [
    { id: '2cc3ae149d28', status: 'done', current: 49_556_000, total: 49_556_000 },
    { id: 'ae2abd4f3a5e', status: 'extracting', current: 15_200_000, total: 24_050_000 },
    { id: '3c8b2a1f9e77', status: 'downloading', current: 38_400_000, total: 64_140_000 },
    { id: '91f0e6d2b8a4', status: 'waiting', current: 0, total: 0 },
  ],
  done: null,
}

/** A pull half-way through, which stays so. */
export const pull: Activity = {
  id: 1,
  kind: 'pull',
  subject: 'python:3.13',
  cancellable: true,
  session: 1,
  startedAt: now - 20_000,
  endedAt: null,
  progress,
  result: null,
  error: null,
  seen: false,
}
