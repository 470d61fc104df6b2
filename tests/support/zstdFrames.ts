/** A zstd frame (RFC 8878) made by hand, right or wrong, as Node 20 cannot make any. */
export interface ZstdFrame {
  /** What comes before the blocks; by default a window of 8 MiB, no size, no checksum. */
  readonly header?: Buffer
  readonly blocks: readonly Buffer[]
}

const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
/** A frame header descriptor and a window descriptor: 2 to the power of ten more than the given. */
export const windowHeader = (exponent: number): Buffer => Buffer.from([0, (exponent - 10) << 3])

export function block(type: 0 | 1 | 2 | 3, size: number, body: Buffer, isLast = false): Buffer {
  const head = Buffer.alloc(3)
  head.writeUIntLE((size << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3)
  return Buffer.concat([head, body])
}

export const frame = ({ header = windowHeader(23), blocks }: ZstdFrame): Buffer =>
  Buffer.concat([magic, header, ...blocks])

/** The bytes as they are, in blocks of the largest size. */
export function storedFrame(bytes: Buffer): Buffer {
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length || blocks.length === 0; at += 131072) {
    const piece = bytes.subarray(at, at + 131072)
    blocks.push(block(0, piece.length, piece, at + 131072 >= bytes.length))
  }
  return frame({ blocks })
}

/** So many bytes of one value: four bytes for each 128 KiB. */
export function repeatedFrame(value: number, bytes: number): Buffer {
  const count = Math.ceil(bytes / 131072)
  const last = bytes - (count - 1) * 131072
  const body = Buffer.from([value])
  return frame({
    blocks: Array.from({ length: count }, (_, at) =>
      block(1, at === count - 1 ? last : 131072, body, at === count - 1),
    ),
  })
}

export const skippable = (content: Buffer): Buffer => {
  const head = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content])
}
