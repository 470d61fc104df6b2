import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { bytesAt } from './pageReader'
import { recordTime } from './record'

/** A file of a log that the engine has put aside: `ID-json.log.1`, `.2`, … or `.1.gz`, where it packs them. */
export interface RotatedFile {
  readonly path: string
  readonly packed: boolean
}

/** What was put aside of a log, newest first. While the engine packs a file both are there: the plain one is whole. */
export function rotatedFiles(path: string): RotatedFile[] {
  const name = `${basename(path)}.`
  const found = new Map<number, RotatedFile>()
  for (const each of entries(dirname(path))) {
    const [, number, gz] = (each.startsWith(name) && /^(\d{1,6})(\.gz)?$/.exec(each.slice(name.length))) || []
    const known = number && found.get(Number(number))
    if (!number || (known && !known.packed)) continue
    found.set(Number(number), { path: join(dirname(path), each), packed: gz !== undefined })
  }
  return [...found].sort(([one], [other]) => one - other).map(([, file]) => file)
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Opens a file that exists, for reading, and no link that was put in its place; null where there is none. */
export function openLogFile(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}

const LF = 10
const longestTail = 256 * 1024

/** When the last record of a file was written, in milliseconds since 1970; NaN where that is not known. */
export function lastTime(fd: number, packed: boolean): number {
  if (packed) return packedLastTime(bytesAt(fd, 0, 4096))
  const { size } = fstatSync(fd)
  const from = Math.max(0, size - longestTail)
  const tail = bytesAt(fd, from, size - from)
  const end = tail.lastIndexOf(LF)
  return end < 0 ? Number.NaN : recordTime(tail, tail.lastIndexOf(LF, end - 1) + 1, end)
}

/**
 * What the engine notes in the header of a packed file: `{"lastTime":"…"}`, as a comment or an extra field.
 * Sources: moby, daemon/logger/loggerutils/logfile.go (rotateFileMetadata); RFC 1952, section 2.3.
 */
export function packedLastTime(header: Buffer): number {
  if (header[0] !== 0x1f || header[1] !== 0x8b) return Number.NaN
  const found = /"lastTime":"([^"]{1,40})"/.exec(header.toString('latin1', 0, 1024))
  return found ? Date.parse(found[1]!) : Number.NaN
}

/**
 * Unpacks a file into one without a name, which is gone when it is closed.
 * @param scratch a folder for it
 * @returns how it is read
 */
export async function unpack(fd: number, scratch: string, name: string): Promise<number> {
  const path = join(scratch, `log-${process.pid}-${name}`)
  const unpacked = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
  unlinkSync(path)
  try {
    const source = createReadStream('', { fd, autoClose: false, start: 0 })
    await pipeline(source, createGunzip(), async (chunks) => {
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        for (let done = 0; done < chunk.length; ) done += writeSync(unpacked, chunk, done)
      }
    })
    return unpacked
  } catch (thrown) {
    closeSync(unpacked)
    throw thrown
  }
}
