import { deflateSync, inflateSync } from 'node:zlib'

/** Pixels row by row from the top, each red, green and blue in a byte of its own. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
/** Channels of a pixel, by the colour type of the header: without and with transparency, which is dropped. */
const channelsOf: Readonly<Record<number, number>> = { 2: 3, 6: 4 }

/**
 * What a browser's screenshot shows: 8 bits a channel, not interlaced. Throws for any other PNG.
 * Source: the PNG specification, https://www.w3.org/TR/png-3/
 */
export function decodePng(file: Buffer): Picture {
  if (!file.subarray(0, 8).equals(signature)) throw new Error('This is no PNG')
  const data: Buffer[] = []
  let header: Buffer = Buffer.alloc(13)
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at)
    const type = file.toString('latin1', at + 4, at + 8)
    const content = file.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') header = content
    else if (type === 'IDAT') data.push(content)
    at += length + 12
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = channelsOf[header[9]!]
  if (!channels || header[8] !== 8 || header[12] !== 0) throw new Error('This kind of PNG is not read here')
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels)
  if (channels === 3) return { width, height, pixels: rows }
  const pixels = new Uint8Array(width * height * 3)
  for (let to = 0, from = 0; to < pixels.length; from += 4) {
    pixels[to++] = rows[from]!
    pixels[to++] = rows[from + 1]!
    pixels[to++] = rows[from + 2]!
  }
  return { width, height, pixels }
}

/** Undoes what each row says that was done to it: its bytes are the difference to a guess from those before. */
function unfilter(raw: Uint8Array, length: number, channels: number): Uint8Array {
  const height = raw.length / (length + 1)
  const rows = new Uint8Array(height * length)
  let above = new Uint8Array(length)
  for (let y = 0; y < height; y++) {
    const row = rows.subarray(y * length, (y + 1) * length)
    const from = y * (length + 1) + 1
    row.set(raw.subarray(from, from + length))
    guesses[raw[from - 1]!]!(row, above, channels)
    above = row
  }
  return rows
}

/** By the number of the filter: adds to each byte what was guessed. A loop each, for a picture has millions of bytes. */
const guesses: readonly ((row: Uint8Array, above: Uint8Array, channels: number) => void)[] = [
  () => {},
  (row, _, channels) => {
    for (let at = channels; at < row.length; at++) row[at]! += row[at - channels]!
  },
  (row, above) => {
    for (let at = 0; at < row.length; at++) row[at]! += above[at]!
  },
  (row, above, channels) => {
    for (let at = 0; at < row.length; at++) {
      const left = at < channels ? 0 : row[at - channels]!
      row[at]! += (left + above[at]!) >> 1
    }
  },
  (row, above, channels) => {
    for (let at = 0; at < row.length; at++) {
      const left = at < channels ? 0 : row[at - channels]!
      const corner = at < channels ? 0 : above[at - channels]!
      const up = above[at]!
      const toLeft = Math.abs(up - corner)
      const toUp = Math.abs(left - corner)
      const toCorner = Math.abs(left + up - 2 * corner)
      if (toLeft <= toUp && toLeft <= toCorner) row[at]! += left
      else row[at]! += toUp <= toCorner ? up : corner
    }
  },
]

/** A PNG of it, without any filter. */
export function encodePng({ width, height, pixels }: Picture): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1)
  }
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...chunks])
}

function chunk(type: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

/** Node has one of its own only from 20.15 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
