import type { FileHandle } from 'node:fs/promises'

/** Where a regular file's bytes lie in an archive. */
export interface TarMember {
  readonly offset: number
  readonly size: number
}

const block = 512
/** Far more than an image of the specification's layout holds. */
const mostMembers = 100_000

/**
 * The regular files of a plain tar archive by path, without their content being read. Names are those of ustar:
 * what later extensions call a member is not looked at. Format: ustar of POSIX.1-1988.
 * @returns null for what is no plain tar archive, or has too many members or one of 8 GiB and more
 */
export async function listTar(file: FileHandle, size: number): Promise<Map<string, TarMember> | null> {
  const members = new Map<string, TarMember>()
  const header = Buffer.alloc(block)
  for (let at = 0; at + block <= size; ) {
    const { bytesRead } = await file.read(header, 0, block, at)
    if (bytesRead < block || header[0] === 0) return members
    const length = readSize(header)
    if (!hasChecksum(header) || length === null || members.size > mostMembers) return null
    const isRegular = header[156] === 0 || header[156] === 0x30
    if (isRegular) members.set(readName(header), { offset: at + block, size: length })
    at += block + Math.ceil(length / block) * block
  }
  return members
}

function text(header: Buffer, from: number, to: number): string {
  const field = header.subarray(from, to)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end === -1 ? field.length : end)
}

function readName(header: Buffer): string {
  const prefix = text(header, 257, 262) === 'ustar' ? text(header, 345, 500) : ''
  return `${prefix ? `${prefix}/` : ''}${text(header, 0, 100)}`.replace(/^(?:\.\/)+/, '')
}

function readSize(header: Buffer): number | null {
  const field = text(header, 124, 136).trim()
  return /^[0-7]+$/.test(field) ? Number.parseInt(field, 8) : null
}

function hasChecksum(header: Buffer): boolean {
  const stated = Number.parseInt(text(header, 148, 156).trim(), 8)
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0)
  return stated === sum
}

/** A regular file of a tar archive, padded, without the archive's end: what follows it is the next member. */
export function tarMember(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(block)
  header.write(name, 0)
  header.write('0000644\x000000000\x000000000\0', 100)
  header.write(content.length.toString(8).padStart(11, '0'), 124)
  header.write('00000000000', 136)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(-content.length & (block - 1))])
}
