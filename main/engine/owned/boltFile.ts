import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/**
 * Whether a file is a whole bbolt database as far as its beginning, its length and the pages that its newest state begins with
 * tell: what is cut, empty or written over is found, what is wrong deep in it is not. It may be in use meanwhile.
 * Layout: go.etcd.io/bbolt, internal/common/{page,meta}.go.
 * @throws an error of the file system
 */
export function isWholeBolt(file: string): boolean {
  const opened = openSync(file, 'r')
  try {
    // Whoever writes frees no page of a state before there is a newer one: then what was read is read again.
    for (;;) {
      const meta = newestMeta(opened)
      if (!meta) return false
      const whole = fstatSync(opened).size >= meta.pages * meta.pageSize && hasItsPages(opened, meta)
      if (whole || newestMeta(opened)?.transaction === meta.transaction) return whole
    }
  } finally {
    closeSync(opened)
  }
}

interface Meta {
  readonly pageSize: number
  /** The page that the tree of buckets begins with. */
  readonly root: number
  /** The page that lists the free ones; null where there is no such list. */
  readonly freelist: number | null
  /** How many pages were ever used. */
  readonly pages: number
  readonly transaction: bigint
}

const headerSize = 16
const metaSize = 64
const flagsOf = { tree: 0x01 | 0x02, freelist: 0x10 }
const noFreelist = 0xffff_ffff_ffff_ffffn

/** Two pages take turns, so that one is whole at any moment; the second is a page's length from the start. */
function newestMeta(opened: number): Meta | null {
  const first = metaAt(opened, 0)
  const sizes = first ? [first.pageSize] : Array.from({ length: 15 }, (_, power) => 1024 << power)
  const second = sizes.map((size) => metaAt(opened, size)).find((meta) => meta !== null) ?? null
  if (!first || !second) return first ?? second
  return first.transaction > second.transaction ? first : second
}

function metaAt(opened: number, offset: number): Meta | null {
  const bytes = bytesAt(opened, offset + headerSize, metaSize)
  if (bytes?.readUInt32LE(0) !== 0xed0cdaed || bytes.readUInt32LE(4) !== 2) return null
  if (bytes.readBigUInt64LE(56) !== fnv64a(bytes.subarray(0, 56))) return null
  const freelist = bytes.readBigUInt64LE(32)
  return {
    pageSize: bytes.readUInt32LE(8),
    root: Number(bytes.readBigUInt64LE(16)),
    freelist: freelist === noFreelist ? null : Number(freelist),
    pages: Number(bytes.readBigUInt64LE(40)),
    transaction: bytes.readBigUInt64LE(48),
  }
}

function hasItsPages(opened: number, { pageSize, root, freelist }: Meta): boolean {
  const is = (page: number, flags: number) => {
    const bytes = bytesAt(opened, page * pageSize, headerSize)
    return bytes?.readBigUInt64LE(0) === BigInt(page) && (bytes.readUInt16LE(8) & flags) !== 0
  }
  return is(root, flagsOf.tree) && (freelist === null || is(freelist, flagsOf.freelist))
}

/** Null where the file ends before. */
function bytesAt(opened: number, position: number, length: number): Buffer | null {
  const bytes = Buffer.alloc(length)
  return readSync(opened, bytes, 0, length, position) === length ? bytes : null
}

function fnv64a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash
}
