import { ArchiveError } from './archiveError'
import type { Limits } from './limits'
import { createTarCutter, gathered, inWholeBlocks, type Sink } from './tarCutter'
import type { TarEntry } from './tarEntry'
import { afterHeader, type Following, nothingAnnounced } from './tarFollowing'
import { blockBytes, isZero } from './tarHeader'

export interface TarVisitor {
  /** @returns whether its content is wanted */
  entry(entry: TarEntry): boolean
  /** A piece of what is stored of the entry that was wanted; a view that is good only during the call. */
  content?(piece: Uint8Array): void
  /** All of it was there. */
  end?(): void
}

/** Reads a tar archive in pieces of any length; what comes out does not depend on how it was cut. */
export interface TarParser {
  /** @throws ArchiveError */
  push(chunk: Uint8Array): void
  /** Bytes that follow and that nobody wants: a source that can jump need not read them. */
  readonly skippable: number
  skip(bytes: number): void
  /** The offset that reading has come to. */
  readonly position: number
  /** Whether its end was seen; what follows is ignored. */
  readonly ended: boolean
  /** There is no more. @throws ArchiveError when it was cut off */
  finish(): void
}

/** A long name, a long link, extended records, and the entry itself. */
const headersPerEntry = 4

/**
 * @param from where in the archive reading begins: at the first header of an entry
 * @param endRequired whether an archive without its two blocks of zeros counts as cut off; many writers of layers forget them
 */
export function createTarParser(
  visitor: TarVisitor,
  limits: Pick<Limits, 'headerBytes' | 'entries'>,
  { endRequired = false, from = 0 }: { readonly endRequired?: boolean; readonly from?: number } = {},
): TarParser {
  const cutter = createTarCutter(from, onBlock)
  const content: Sink = { piece: (bytes) => visitor.content?.(bytes), end: () => visitor.end?.() }
  let zeros = 0
  let headers = 0
  /** Bytes of the headers of the next entry, and what they say of it. */
  let headerBytes = 0
  let announced = nothingAnnounced
  /** A sparse map, to which the next block belongs. */
  let map: Extract<Following, { is: 'map' }> | null = null
  let failure: unknown

  function onBlock(block: Uint8Array, offset: number) {
    if (map) {
      account(blockBytes)
      return follow(map.add(block, offset))
    }
    if (isZero(block)) {
      if (announced !== nothingAnnounced) throw new ArchiveError('cut-off/entry')
      zeros++
      return
    }
    if (zeros > 0) throw new ArchiveError('bad-header/afterEnd')
    if (++headers > limits.entries * headersPerEntry) throw new ArchiveError('limit/entries')
    follow(afterHeader(block, offset, announced))
  }

  function follow(following: Following) {
    map = following.is === 'map' ? following : null
    if (following.is === 'entry') {
      const { entry } = following
      forget()
      cutter.expect(entry.stored, visitor.entry(entry) ? content : null)
    } else if (following.is === 'announcement') {
      const { bytes, read } = following
      account(blockBytes + inWholeBlocks(bytes))
      cutter.expect(
        bytes,
        gathered(bytes, (all) => {
          announced = read(all)
        }),
      )
    } else if (following.is === 'nothing') {
      forget()
      cutter.expect(following.bytes, null)
    }
  }

  function account(bytes: number) {
    headerBytes += bytes
    if (headerBytes > limits.headerBytes) throw new ArchiveError('limit/headerBytes')
  }

  function forget() {
    headerBytes = 0
    announced = nothingAnnounced
  }

  return {
    push(chunk) {
      if (failure) throw failure
      try {
        // Not a Buffer, if it was one: those are slow to take apart.
        const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)
        for (let at = 0; at < bytes.length && zeros < 2; ) at += cutter.take(bytes, at)
      } catch (thrown) {
        failure = thrown
        throw thrown
      }
    },

    get skippable() {
      return cutter.skippable
    },

    skip: (bytes) => cutter.skip(bytes),

    get position() {
      return cutter.position
    },

    get ended() {
      return zeros >= 2
    },

    finish() {
      if (failure) throw failure
      const { inside } = cutter
      const isBetween = announced === nothingAnnounced && !map && (inside === null || inside === 'padding')
      const isWhole = zeros >= 2 || (isBetween && (inside === null || !endRequired))
      if (!isWhole || (endRequired && zeros === 0)) throw new ArchiveError('cut-off')
    },
  }
}
