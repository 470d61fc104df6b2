/** A state of the search: 0 at the beginning of a text, `textFound` once the text has been seen. */
export const textFound = 1

/**
 * Finds a text in paths, byte by byte, so that what is known of a directory's path serves for all that is in
 * it. Upper and lower case are the same where both take as many bytes, as they do in nearly every script.
 */
export class TextMatcher {
  /** For each position of the text, the bytes that it may have there. */
  private readonly allowed: readonly (readonly [number, number])[]
  private readonly masks: bigint[] = [0n, 0n]
  private readonly states = new Map<bigint, number>([[0n, 0]])
  /** 256 next states each, -1 where not known yet. */
  private readonly next: Int32Array[] = [unknown(), new Int32Array(256).fill(textFound)]

  /** @param text raw bytes, at least one */
  constructor(text: Uint8Array) {
    this.allowed = foldCase(text)
  }

  /** The state after some more bytes. */
  run(from: number, bytes: Uint8Array, start: number, end: number): number {
    let state = from
    for (let at = start; at < end && state !== textFound; at++) {
      const byte = bytes[at]!
      const known = this.next[state]![byte]!
      state = known >= 0 ? known : this.step(state, byte)
    }
    return state
  }

  /**
   * How far each attempt to match has come is one bit; which sets of bits really occur, few do, shows as they
   * are met.
   */
  private step(state: number, byte: number): number {
    const mask = (this.masks[state]! << 1n) | 1n
    let next = 0n
    for (const [position, [lower, upper]] of this.allowed.entries()) {
      const bit = 1n << BigInt(position)
      if ((mask & bit) !== 0n && (byte === lower || byte === upper)) next |= bit
    }
    const isFound = next >> BigInt(this.allowed.length - 1) !== 0n
    const to = isFound ? textFound : this.stateOf(next)
    this.next[state]![byte] = to
    return to
  }

  private stateOf(mask: bigint): number {
    const known = this.states.get(mask)
    if (known !== undefined) return known
    const state = this.masks.push(mask) - 1
    this.next.push(unknown())
    this.states.set(mask, state)
    return state
  }
}

const unknown = () => new Int32Array(256).fill(-1)

function foldCase(text: Uint8Array): [number, number][] {
  const plain = Buffer.from(text)
  const isText = Buffer.from(plain.toString('utf8')).equals(plain)
  // Bytes that are no UTF-8 are taken one by one: then only ASCII has two cases.
  const encoding = isText ? 'utf8' : 'latin1'
  const bytes: [number, number][] = []
  for (const character of plain.toString(encoding)) {
    const own = Buffer.from(character, encoding)
    const hasCase = isText || own[0]! < 0x80
    const lower = Buffer.from(hasCase ? character.toLowerCase() : character, encoding)
    const upper = Buffer.from(hasCase ? character.toUpperCase() : character, encoding)
    const isPair = lower.length === own.length && upper.length === own.length
    for (const [at, byte] of own.entries()) bytes.push(isPair ? [lower[at]!, upper[at]!] : [byte, byte])
  }
  return bytes
}
