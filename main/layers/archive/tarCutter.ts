import { blockBytes } from './tarHeader'

/** Who gets the bytes between two blocks, in pieces that are good only during the call. */
export interface Sink {
  piece(bytes: Uint8Array): void
  /** All of them were there. */
  end(): void
}

/**
 * Cuts an archive that comes in pieces of any length into its blocks and what lies between them. What that is, whoever gets
 * a block says.
 */
export interface TarCutter {
  /** Takes what it can of a chunk, at least one byte. @returns how much it took */
  take(chunk: Uint8Array, at: number): number
  /** Said when a block was taken: so many bytes come before the next one. Without a sink nobody wants them. */
  expect(bytes: number, sink: Sink | null): void
  /** Bytes that follow and that nobody wants. */
  readonly skippable: number
  skip(bytes: number): void
  /** The offset that cutting has come to. */
  readonly position: number
  /** In the middle of what it is; null where a block begins. */
  readonly inside: 'block' | 'body' | 'padding' | null
}

/**
 * @param from the offset of the first byte, where a block begins
 * @param onBlock gets each block, a view that is good only during the call, and its offset
 */
export function createTarCutter(
  from: number,
  onBlock: (block: Uint8Array, offset: number) => void,
): TarCutter {
  const partial = new Uint8Array(blockBytes)
  let filled = 0
  let position = from
  /** What is left of what lies between two blocks. */
  let left = 0
  let padding = 0
  let sink: Sink | null = null

  function take(chunk: Uint8Array, at: number): number {
    if (left > 0) return takeBody(chunk, at)
    if (padding === 0) return takeBlock(chunk, at)
    const length = Math.min(padding, chunk.length - at)
    padding -= length
    position += length
    return length
  }

  function takeBody(chunk: Uint8Array, at: number): number {
    const length = Math.min(left, chunk.length - at)
    left -= length
    position += length
    if (!sink) return length
    sink.piece(chunk.subarray(at, at + length))
    if (left === 0) sink.end()
    return length
  }

  function takeBlock(chunk: Uint8Array, at: number): number {
    if (filled === 0 && chunk.length - at >= blockBytes) {
      pass(chunk.subarray(at, at + blockBytes), blockBytes)
      return blockBytes
    }
    const length = Math.min(blockBytes - filled, chunk.length - at)
    partial.set(chunk.subarray(at, at + length), filled)
    filled += length
    if (filled < blockBytes) position += length
    else {
      filled = 0
      pass(partial, length)
    }
    return length
  }

  function pass(block: Uint8Array, taken: number) {
    position += taken
    onBlock(block, position - blockBytes)
  }

  return {
    take,

    expect(bytes, wantedBy) {
      left = bytes
      padding = inWholeBlocks(bytes) - bytes
      sink = wantedBy
      if (bytes === 0) sink?.end()
    },

    get skippable() {
      return sink && left > 0 ? 0 : left + padding
    },

    skip(bytes) {
      const ofBody = Math.min(left, bytes)
      left -= ofBody
      padding -= bytes - ofBody
      position += bytes
    },

    get position() {
      return position
    },

    get inside() {
      if (left > 0) return 'body'
      if (padding > 0) return 'padding'
      return filled > 0 ? 'block' : null
    },
  }
}

/** How many bytes whole blocks take that hold so many. */
export function inWholeBlocks(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes
}

/** Gives all of them at once. */
export function gathered(bytes: number, use: (all: Uint8Array) => void): Sink {
  const all = new Uint8Array(bytes)
  let filled = 0
  return {
    piece(some) {
      all.set(some, filled)
      filled += some.length
    },
    end: () => use(all),
  }
}
