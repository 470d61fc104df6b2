/** Views of sections that follow each other in a file, each beginning at a multiple of 8 bytes. */
export interface Sections {
  words(length: number): Uint32Array
  shorts(length: number): Uint16Array
  doubles(length: number): Float64Array
  bytes(length: number): Uint8Array
}

/**
 * @param file must itself begin at a multiple of 8 bytes of its buffer, as views of its columns need
 * @param begin where the first section lies; a multiple of 8
 */
export function sectionsOf({ buffer, byteOffset }: Uint8Array, begin: number): Sections {
  let next = byteOffset + begin
  const take = (length: number) => {
    const at = next
    next += padded(length)
    return at
  }
  return {
    words: (length) => new Uint32Array(buffer, take(4 * length), length),
    shorts: (length) => new Uint16Array(buffer, take(2 * length), length),
    doubles: (length) => new Float64Array(buffer, take(8 * length), length),
    bytes: (length) => new Uint8Array(buffer, take(length), length),
  }
}

/** The bytes themselves, or a copy of them, beginning at a multiple of 8 of their buffer. */
export function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
}

/** Bytes that a section of this length takes. */
export function padded(length: number): number {
  return Math.ceil(length / 8) * 8
}
