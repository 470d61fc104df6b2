import { readFileSync } from 'node:fs'

/** An IPv4 network: its address as a number, and the bits of its mask. */
export interface Subnet {
  readonly address: number
  readonly bits: number
}

/** The networks that the host has routes to (proc_net_route: addresses in hexadecimal, the last byte first). */
export function parseRoutes(table: string): Subnet[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((fields) => fields.length > 7)
    .map((fields) => ({ address: littleEndian(fields[1]!), bits: bitCount(littleEndian(fields[7]!)) }))
    .filter(({ bits }) => bits > 0)
}

export function hostRoutes(): Subnet[] {
  try {
    return parseRoutes(readFileSync('/proc/net/route', 'latin1'))
  } catch {
    return []
  }
}

/**
 * The /16 networks for what people make, out of those that Docker takes by default and some more: those that
 * the host has no route to. There may be none.
 */
export function freeNetworks(routes: readonly Subnet[]): Subnet[] {
  return [...range(172, 18, 31), ...range(10, 200, 231)].filter(clearOf(routes))
}

/** One for the default bridge, never one of the above: those may have been given out when a route appears. */
export function freeBridgeNetwork(routes: readonly Subnet[]): Subnet | null {
  return [...range(172, 17, 17), ...range(10, 232, 254)].find(clearOf(routes)) ?? null
}

/** Such as `172.17.0.0/16`; `host` 1 makes it `172.17.0.1/16`. */
export function formatSubnet({ address, bits }: Subnet, host = 0): string {
  const number = address + host
  return `${[24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')}/${bits}`
}

function range(first: number, from: number, to: number): Subnet[] {
  const count = to - from + 1
  return Array.from({ length: count }, (_, index) => ({
    address: (first * 256 + from + index) * 65536,
    bits: 16,
  }))
}

function clearOf(routes: readonly Subnet[]): (network: Subnet) => boolean {
  return (network) => !routes.some((route) => overlap(network, route))
}

function overlap(one: Subnet, other: Subnet): boolean {
  const size = 2 ** (32 - Math.min(one.bits, other.bits))
  return Math.floor(one.address / size) === Math.floor(other.address / size)
}

function littleEndian(hex: string): number {
  return Buffer.from(hex, 'hex').readUInt32LE()
}

function bitCount(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length
}
