import type { Handlers } from '../../../main/contract/define'
import { AppError } from '../../../main/contract/errors'
import { type contract, pieceSize, type Seen } from './contract'

/** Main's side, for a window of its own. */
export function createHandlers(): Handlers<typeof contract> {
  const seen = { produced: 0, received: 0, ends: [] as string[] }
  const piece = new Uint8Array(pieceSize)

  async function count(incoming: AsyncIterable<Uint8Array>) {
    for await (const part of incoming) seen.received += part.length
  }

  return {
    pipe: {
      async *down({ pieces }) {
        for (let left = pieces; left > 0; left--) yield piece
      },
      async *both({ pieces }, incoming) {
        const reading = count(incoming)
        // It is awaited only at the end.
        reading.catch(() => {})
        for (let left = pieces; left > 0; left--) yield piece
        await reading
      },
      async *echo(incoming) {
        yield* incoming
      },
      async *flood(_incoming, signal) {
        while (!signal.aborted) yield ++seen.produced
      },
      // biome-ignore lint/correctness/useYield: it has nothing to say
      async *hold(incoming) {
        try {
          for await (const _ of incoming);
          seen.ends.push('end')
        } catch (thrown) {
          seen.ends.push(AppError.from(thrown).code)
          throw thrown
        }
      },
      async *fail() {
        yield 1
        throw new AppError('disk-full', { object: 'pipe' })
      },
      seen: async (): Promise<Seen> => seen,
    },
  }
}
