import { ArchiveError } from './archiveError'
import { whole } from './tarHeader'

/** What one extended header says of the entry after it, as far as it matters here. */
export interface PaxRecords {
  path?: Uint8Array
  linkpath?: Uint8Array
  size?: number
  /** Seconds since 1970, with a fraction. */
  mtime?: number
  uid?: number
  gid?: number
  /** GNU's words on sparse files without their `GNU.sparse.`, as text. */
  readonly sparse: Map<string, string>
  /** Format 0.0: offset and length, again and again. */
  readonly extents: number[]
}

/**
 * Reads the records `LENGTH KEY=VALUE\n` of an extended header (POSIX.1-2017, pax, "pax Extended Header"). A later record
 * of a key replaces an earlier one; one without a value takes it back.
 * @throws ArchiveError for what is not of this form
 */
export function readPax(content: Uint8Array): PaxRecords {
  const records: PaxRecords = { sparse: new Map(), extents: [] }
  const all = Buffer.from(content.buffer, content.byteOffset, content.length)
  for (let at = 0; at < all.length; ) {
    const space = all.indexOf(0x20, at)
    const length = space === -1 ? Number.NaN : decimal(all.toString('latin1', at, Math.min(space, at + 12)))
    const end = at + length
    const equals = all.indexOf(0x3d, space)
    if (!(end <= all.length) || equals === -1 || equals >= end || space >= equals || all[end - 1] !== 0x0a) {
      throw new ArchiveError('bad-header/extended')
    }
    read(records, all.toString('latin1', space + 1, equals), all.subarray(equals + 1, end - 1))
    at = end
  }
  return records
}

function read(records: PaxRecords, key: string, value: Buffer) {
  if (key.startsWith('GNU.sparse.')) return readSparse(records, key.slice('GNU.sparse.'.length), value)
  const number = (text = value.toString('latin1')) => (text === '' ? undefined : decimal(text))
  switch (key) {
    case 'path':
    case 'linkpath':
      if (value.includes(0)) throw new ArchiveError('bad-path/nul')
      records[key] = value.length > 0 ? new Uint8Array(value) : undefined
      break
    case 'size':
    case 'uid':
    case 'gid':
      records[key] = number()
      break
    case 'mtime':
      records.mtime = value.length > 0 ? time(value.toString('latin1')) : undefined
      break
  }
}

function readSparse({ sparse, extents }: PaxRecords, key: string, value: Buffer) {
  const text = value.toString('latin1')
  if (key === 'offset' || key === 'numbytes') {
    // They come in pairs, the offset first.
    if ((extents.length % 2 === 0) !== (key === 'offset')) {
      throw new ArchiveError('bad-header/sparse')
    }
    extents.push(decimal(text))
  } else sparse.set(key, text)
}

/** @throws ArchiveError */
export function decimal(text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw new ArchiveError('bad-header/number')
  return whole(Number(text))
}

function time(text: string): number {
  if (!/^-?\d{1,16}(?:\.\d*)?$/.test(text)) {
    throw new ArchiveError('bad-header/time')
  }
  const [seconds = '', fraction = ''] = text.split('.')
  const whole = Number(seconds)
  // Cut off downwards by hand: a double has no room for nanoseconds.
  return text.startsWith('-') && /[1-9]/.test(fraction) ? whole - 1 : whole
}
