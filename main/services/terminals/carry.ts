import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import type { TerminalNews, TerminalSize } from '../../contract/terminals'
import { lossyOutput } from './lossyOutput'
import type { TerminalSession } from './session'

/** Programs that a signal has ended have exit codes beyond it. */
const endedBySignal = 128

/** How the container is once its terminal has ended. */
export type FateOfContainer = Extract<TerminalNews, { kind: 'ended' }>['container']

/**
 * Carries bytes between a terminal and the window until either ends; whoever is slow holds up the other. What was started is
 * ended when the window says that it will send no more, and when it goes.
 * @param fate asked once it has ended; `doubtful`: that may be because the container is about to stop
 */
export async function* carry(
  session: TerminalSession,
  incoming: AsyncIterable<Uint8Array | TerminalSize>,
  fate: (doubtful: boolean) => Promise<FateOfContainer>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array | TerminalNews, void> {
  const { stream, program, lacks } = session
  let closing: Promise<boolean> | null = null
  const close = () => {
    closing ??= session.close()
    return closing
  }
  // A read that waits is not to keep what was started alive.
  const leave = () => void close().catch(() => {})
  signal.addEventListener('abort', leave, { once: true })
  try {
    yield { kind: 'opened', program, lacks }
    void type(session, incoming).then(leave, leave)
    try {
      yield* session.lossy ? lossyOutput(stream) : (stream as AsyncIterable<Uint8Array>)
    } catch (thrown) {
      if (!closing) throw thrown
    }
    if (signal.aborted) return
    const isClosed = closing !== null
    const stays = isClosed ? await close() : false
    const exitCode = isClosed ? null : await session.exitCode().catch(() => null)
    const container = await fate(!isClosed && (exitCode === null || exitCode > endedBySignal))
    yield { kind: 'ended', exitCode, container, stays }
  } finally {
    signal.removeEventListener('abort', leave)
    await close().catch(() => {})
  }
}

async function type(
  { stream, resize }: TerminalSession,
  incoming: AsyncIterable<Uint8Array | TerminalSize>,
): Promise<void> {
  for await (const message of incoming) {
    if (!(message instanceof Uint8Array)) {
      // It may have ended a moment ago.
      await resize(message).catch(() => {})
    } else if (stream.writable && !stream.write(message)) await drained(stream)
  }
}

/** Until more can be written, or nothing can. */
async function drained(stream: Duplex): Promise<void> {
  const over = new AbortController()
  const { signal } = over
  try {
    await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })])
  } catch {
    // Its failure comes up where it is read.
  } finally {
    over.abort()
  }
}
