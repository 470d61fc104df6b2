/** As Go, and so images, name processors: by Node's names, and by those of uname(2), which engines say. */
const processors: Readonly<Record<string, string>> = {
  x64: 'amd64',
  x86_64: 'amd64',
  ia32: '386',
  i386: '386',
  i686: '386',
  aarch64: 'arm64',
  arm: 'arm/v7',
  armv7l: 'arm/v7',
  armv6l: 'arm/v6',
  ppc64: 'ppc64le',
}

/** What each runs, best first. A newer variant may or may not run: what surely does comes before it. */
const runs: Readonly<Record<string, readonly string[]>> = {
  amd64: ['amd64', 'amd64/v2', 'amd64/v3', 'amd64/v4', '386'],
  arm64: ['arm64', 'arm64/v9', 'arm/v8', 'arm/v7', 'arm/v6', 'arm/v5'],
  'arm/v7': ['arm/v7', 'arm/v6', 'arm/v5', 'arm/v8'],
  'arm/v6': ['arm/v6', 'arm/v5', 'arm/v7', 'arm/v8'],
}

/** Variants that mean no more than the processor's name. */
const plain: Readonly<Record<string, string>> = { 'amd64/v1': 'amd64', 'arm64/v8': 'arm64', arm: 'arm/v7' }

/** `linux/amd64`, by any name of the processor. */
export function linuxOn(processor: string): string {
  return `linux/${processors[processor] ?? processor}`
}

/** Of this machine. */
export const ownPlatform = linuxOn(process.arch)

/**
 * How well an image suits a machine: 0 is best, and Infinity does not run on it. The order is that of containerd's
 * platforms.Only, but that newer variants are not left out.
 * @param platform of the image, such as `linux/arm64/v8`; what it does not say is as good as the machine's own
 * @param own of the machine
 */
export function platformRank(platform: string, own: string): number {
  const [os = '', processor = '', variant] = platform.split('/')
  const [ownOs, ...ownProcessor] = own.split('/')
  if (os !== '' && os !== ownOs) return Number.POSITIVE_INFINITY
  if (processor === '') return 0
  const machine = ownProcessor.join('/')
  const order = runs[machine] ?? [machine]
  const named = variant ? `${processor}/${variant}` : processor
  const rank = order.indexOf(plain[named] ?? named)
  if (rank >= 0) return rank
  return order.includes(processor) ? order.length : Number.POSITIVE_INFINITY
}
