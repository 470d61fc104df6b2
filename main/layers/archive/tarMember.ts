import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Compression } from './decompress'
import { packedBy } from './packer'
import { blockBytes } from './tarHeader'

/** A regular file of a tar archive, padded, without the archive's end: what follows it is the next member. */
export function tarMember(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(blockBytes)
  header.write(name, 0)
  header.write('0000644\x000000000\x000000000\0', 100)
  header.write(content.length.toString(8).padStart(11, '0'), 124)
  header.write('00000000000', 136)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(-content.length & (blockBytes - 1))])
}

/**
 * The same bytes packed, so that they may go before a packed archive: what is packed in parts one after the other unpacks to
 * the whole (RFC 1952, RFC 8878, and the manuals of xz and bzip2).
 * @throws ArchiveError
 */
export async function packedAs(compression: Compression | null, bytes: Buffer): Promise<Buffer> {
  if (compression === null) return bytes
  if (compression === 'gzip') return promisify(gzip)(bytes)
  if (compression === 'zstd') return zstdFrame(bytes)
  return packedBy(compression, bytes)
}

const largestBlock = 128 * 1024

/** A frame of zstd that says its size and holds the bytes as they are. RFC 8878, 3.1.1. */
function zstdFrame(bytes: Buffer): Buffer {
  const header = Buffer.alloc(9)
  header.writeUInt32LE(0xfd2fb528, 0)
  header[4] = 0xa0
  header.writeUInt32LE(bytes.length, 5)
  const parts: Buffer[] = [header]
  for (let at = 0; at < bytes.length; at += largestBlock) {
    const block = bytes.subarray(at, at + largestBlock)
    const isLast = at + block.length === bytes.length
    const head = Buffer.alloc(3)
    head.writeUIntLE((block.length << 3) | Number(isLast), 0, 3)
    parts.push(head, block)
  }
  return Buffer.concat(parts)
}
