import { ArchiveError } from './archiveError'

export const blockBytes = 512

/** One header block, as it says. */
export interface TarHeader {
  /** The type flag as a character. */
  readonly kind: string
  readonly path: Uint8Array
  readonly link: Uint8Array
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of what follows. */
  readonly size: number
  readonly mtime: number
  readonly major: number
  readonly minor: number
}

const field = {
  path: [0, 100],
  mode: [100, 108],
  uid: [108, 116],
  gid: [116, 124],
  size: [124, 136],
  mtime: [136, 148],
  checksum: [148, 156],
  link: [157, 257],
  major: [329, 337],
  minor: [337, 345],
  prefix: [345, 500],
} as const

/**
 * @param block 512 bytes; no Buffer, whose `slice` is no copy
 * Formats: ustar and pax of POSIX.1-2017 (pax), GNU tar's manual "Basic Tar Format", star and Version 7.
 * @throws ArchiveError for a wrong checksum, and for numbers that are none
 */
export function readHeader(block: Uint8Array): TarHeader {
  checkSum(block)
  const isUstar = text(block, 257, 'ustar\0')
  const isGnu = text(block, 257, 'ustar  \0')
  const kind = String.fromCharCode(block[156]!)
  const isDevice = kind === '3' || kind === '4'
  const device = (at: readonly [number, number]) =>
    isDevice && (isUstar || isGnu) ? whole(readNumber(block, ...at)) : 0
  return {
    kind,
    path: isUstar ? withPrefix(block) : bytes(block, ...field.path),
    link: bytes(block, ...field.link),
    mode: readNumber(block, ...field.mode),
    uid: readNumber(block, ...field.uid),
    gid: readNumber(block, ...field.gid),
    size: whole(readNumber(block, ...field.size)),
    mtime: readNumber(block, ...field.mtime),
    major: device(field.major),
    minor: device(field.minor),
  }
}

export function isZero(block: Uint8Array): boolean {
  for (let at = 0; at < block.length; at++) if (block[at] !== 0) return false
  return true
}

/** Whether these first 512 bytes could begin a tar archive: a header, or the end of an empty one. */
export function looksLikeTar(block: Uint8Array): boolean {
  if (block.length < blockBytes) return false
  if (isZero(block)) return true
  try {
    checkSum(block)
    return true
  } catch {
    return false
  }
}

/** Sums of signed and of unsigned bytes are both in use. */
function checkSum(block: Uint8Array) {
  const stated = readNumber(block, ...field.checksum)
  const [from, to] = field.checksum
  // The checksum itself counts as blanks.
  let unsigned = 0x20 * (to - from)
  let high = 0
  for (let at = 0; at < blockBytes; at++) {
    unsigned += block[at]!
    high += block[at]! >> 7
  }
  for (let at = from; at < to; at++) {
    unsigned -= block[at]!
    high -= block[at]! >> 7
  }
  if (stated !== unsigned && stated !== unsigned - 256 * high) {
    throw new ArchiveError('bad-header/checksum')
  }
}

function withPrefix(block: Uint8Array): Uint8Array {
  const path = bytes(block, ...field.path)
  // The star format keeps times where ustar's prefix ends.
  const isStar = text(block, 508, 'tar\0')
  const prefix = bytes(block, field.prefix[0], isStar ? 476 : field.prefix[1])
  if (prefix.length === 0) return path
  const whole = new Uint8Array(prefix.length + 1 + path.length)
  whole.set(prefix)
  whole[prefix.length] = 0x2f
  whole.set(path, prefix.length + 1)
  return whole
}

const nothing = new Uint8Array()

/** A copy, up to the first NUL. */
function bytes(block: Uint8Array, from: number, to: number): Uint8Array {
  let end = from
  while (end < to && block[end] !== 0) end++
  return end === from ? nothing : block.slice(from, end)
}

/**
 * An octal number with blanks or NULs around it, or, with the first bit set, a big-endian one of two's complement.
 * @throws ArchiveError for what is no number, or not exact in a double
 */
export function readNumber(block: Uint8Array, from: number, to: number): number {
  return block[from]! & 0x80 ? readBinary(block, from, to) : readOctal(block, from, to)
}

function readOctal(block: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && isBlank(block[at]!)) at++
  let value = 0
  for (; at < to && !isBlank(block[at]!); at++) {
    const digit = block[at]! - 0x30
    if (digit < 0 || digit > 7) throw badNumber()
    value = value * 8 + digit
  }
  // What comes after a NUL is left over from something else.
  for (; at < to && block[at] !== 0; at++) if (block[at] !== 0x20) throw badNumber()
  return value
}

function isBlank(byte: number): boolean {
  return byte === 0 || byte === 0x20
}

function readBinary(block: Uint8Array, from: number, to: number): number {
  const isNegative = (block[from]! & 0x40) !== 0
  const flip = isNegative ? 0xff : 0
  let value = (block[from]! ^ flip) & 0x7f
  for (let at = from + 1; at < to; at++) {
    value = value * 256 + (block[at]! ^ flip)
    if (value > Number.MAX_SAFE_INTEGER) throw badNumber()
  }
  return isNegative ? -1 - value : value
}

/** A number that cannot be negative. */
export function whole(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw badNumber()
  return value
}

function badNumber(): ArchiveError {
  return new ArchiveError('bad-header/number')
}

function text(block: Uint8Array, at: number, wanted: string): boolean {
  for (let index = 0; index < wanted.length; index++) {
    if (block[at + index] !== wanted.charCodeAt(index)) return false
  }
  return true
}
