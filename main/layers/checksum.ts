const prime1 = 0x9e3779b1
const prime2 = 0x85ebca77
const prime3 = 0xc2b2ae3d
const prime4 = 0x27d4eb2f
const prime5 = 0x165667b1

/**
 * xxHash32 with seed 0, of whole words (the xxHash specification 0.1.1, for a length that is a multiple of 4).
 * Damage that stays within one of its four lanes, such as any single flipped bit, always changes it.
 * @param words little endian, as the index keeps them
 */
export function checksum(words: Uint32Array): number {
  const { length } = words
  let hash = prime5
  let at = 0
  if (length >= 4) {
    let a = (prime1 + prime2) | 0
    let b = prime2 | 0
    let c = 0
    let d = -prime1 | 0
    for (const end = length - 3; at < end; at += 4) {
      a = round(a, words[at]!)
      b = round(b, words[at + 1]!)
      c = round(c, words[at + 2]!)
      d = round(d, words[at + 3]!)
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)
  }
  hash = (hash + length * 4) | 0
  for (; at < length; at++) hash = Math.imul(rotate(hash + Math.imul(words[at]!, prime3), 17), prime4)
  hash = Math.imul(hash ^ (hash >>> 15), prime2)
  hash = Math.imul(hash ^ (hash >>> 13), prime3)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * The checksum of what lies behind a file's header.
 * @param file begins and ends, and so does its header, at multiples of 4 bytes
 */
export function checksumFrom({ buffer, byteOffset, length }: Uint8Array, from: number): number {
  return checksum(new Uint32Array(buffer, byteOffset + from, (length - from) / 4))
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, prime2)) | 0, 13), prime1)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
