import { ArchiveError } from './archiveError'
import type { Budget } from './budget'
import type { Bytes } from './bytes'
import type { TarEntry } from './tarEntry'
import { createTarParser, type TarParser } from './tarParser'

/** What is not worth jumping over is read over. */
const shortestJump = 64 * 1024

/**
 * Gives an archive to a parser, piece by piece; yields after each, when its visitor has seen what was in it. Jumps over
 * content that nobody wants, where that is free.
 */
export async function* feed(parser: TarParser, bytes: Bytes, budget: Budget): AsyncGenerator<void> {
  let chunks = bytes.from(parser.position, budget)[Symbol.asyncIterator]()
  try {
    // What follows the end is read over, so that a packed archive that was cut off there does not pass for whole.
    while (!(parser.ended && bytes.jumps)) {
      const next = await chunks.next()
      if (next.done) break
      await budget.step(next.value.length)
      if (parser.ended) continue
      parser.push(next.value)
      yield
      const { skippable } = parser
      if (!bytes.jumps || skippable < shortestJump) continue
      await chunks.return?.()
      parser.skip(skippable)
      chunks = jumped(bytes, parser.position, budget)
    }
    parser.finish()
  } finally {
    await chunks.return?.()
  }
}

/** From after the content that was jumped over, the end of which must be there. */
async function* jumped(bytes: Bytes, offset: number, budget: Budget) {
  const iterator = bytes.from(offset - 1, budget)[Symbol.asyncIterator]()
  try {
    const first = await iterator.next()
    if (first.done) throw new ArchiveError('cut-off')
    yield first.value.subarray(1)
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}

/** An entry of an archive that is being read; its content can be read until the next one is asked for. */
export interface TarItem {
  readonly entry: TarEntry
  /** What is stored of it. */
  readonly content: AsyncIterable<Uint8Array>
}

/**
 * The entries of an archive, one after the other.
 * @param wants tells which entries' content will be read
 * @param from where to begin: at the offset of an entry
 * @throws ArchiveError from the iteration
 */
export async function* readTar(
  bytes: Bytes,
  budget: Budget,
  wants: (entry: TarEntry) => boolean,
  { from = 0, endRequired = false }: { readonly from?: number; readonly endRequired?: boolean } = {},
): AsyncGenerator<TarItem> {
  type Event =
    | { readonly entry: TarEntry; readonly isWanted: boolean }
    | { readonly piece: Uint8Array }
    | 'end'
  let events: Event[] = []
  const parser = createTarParser(
    {
      entry(entry) {
        const isWanted = wants(entry)
        events.push({ entry, isWanted })
        return isWanted
      },
      content: (piece) => events.push({ piece }),
      end: () => events.push('end'),
    },
    budget.limits,
    { endRequired, from },
  )
  const pushes = feed(parser, bytes, budget)
  let at = 0
  let failure: unknown

  async function next(): Promise<Event | null> {
    // Who read the content may have swallowed it.
    if (failure) throw failure
    while (at === events.length) {
      events = []
      at = 0
      const { done } = await pushes.next().catch((thrown: unknown) => {
        failure = thrown
        throw thrown
      })
      if (done && events.length === 0) return null
    }
    return events[at++]!
  }

  async function* content() {
    for (let event = await next(); event !== 'end'; event = await next()) {
      if (event === null) throw new ArchiveError('cut-off')
      if ('piece' in event) yield event.piece
    }
  }

  try {
    for (let event = await next(); event !== null; event = await next()) {
      // Pieces that nobody read.
      if (event === 'end' || !('entry' in event)) continue
      yield { entry: event.entry, content: event.isWanted ? content() : nothing() }
    }
  } finally {
    await pushes.return(undefined)
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
