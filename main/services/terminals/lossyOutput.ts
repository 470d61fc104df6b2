import type { Duplex } from 'node:stream'
import { createLatch } from '../../base/latch'
import type { TerminalNews } from '../../contract/terminals'

/** Bytes that wait for a window that does not keep up. */
const most = 1024 * 1024

/**
 * What a stream gives, read always and at once: beyond what may wait the oldest is left out and counted, so that whoever
 * writes never waits for whoever reads.
 */
export async function* lossyOutput(
  stream: Duplex,
  limit = most,
): AsyncGenerator<Uint8Array | TerminalNews, void> {
  const waiting: Buffer[] = []
  const latch = createLatch()
  const over = new AbortController()
  let [held, passed, ended] = [0, 0, false]
  let failure: Error | null = null
  const wake = () => latch.raise()
  stream.on('data', (chunk: Buffer) => {
    waiting.push(chunk)
    held += chunk.length
    while (held > limit && waiting.length > 1) {
      const { length } = waiting.shift()!
      held -= length
      passed += length
    }
    wake()
  })
  stream.once('end', wake)
  stream.once('error', (error: Error) => {
    failure = error
  })
  stream.once('close', () => {
    ended = true
    wake()
  })
  try {
    for (;;) {
      if (passed > 0) {
        const bytes = passed
        passed = 0
        yield { kind: 'passed', bytes }
      }
      const next = waiting.shift()
      if (next) {
        held -= next.length
        yield next
      } else if (failure) throw failure
      else if (ended) return
      else await latch.next(over.signal)
    }
  } finally {
    stream.destroy()
  }
}
