import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import { untilAborted } from '../base/latch'
import { alone } from '../contract/alone'
import { parted } from '../contract/parts'
import { type Credit, createCredit } from './credit'
import { createIncoming } from './incoming'
import type { Port } from './port'

/** One stream or channel while it is served. */
export interface Open {
  readonly port: Port
  /** Aborts when it is over, whoever ended it. */
  readonly signal: AbortSignal
  /** Tells the window of an error and ends it. */
  fail(error: unknown): void
  /** Told when the handler is left although it has not ended. */
  onLeft(): void
  /** Milliseconds that a handler gets to tidy up when it is over. */
  readonly patience: number
}

/** Items that the window may ask for ahead in a channel. In a stream it is one: each is as fresh as its request. */
const mostAsked = 64

/** Any message asks for one item; a long list comes in several messages, of which the last is the item. */
export async function serveStream(
  open: Open,
  handle: (signal: AbortSignal) => AsyncIterable<unknown>,
): Promise<void> {
  const { port, signal } = open
  const asked = createCredit(1, signal)
  port.onMessage(() => asked.add(1))
  await emit(handle(signal), asked, open, (item) => postInParts(item, open))
}

/**
 * A message asks for items (`pull`: how many), carries one (`item`), or says that none will follow (`end`). What is none of
 * these, does not fit the schema or comes without leave ends the channel.
 */
export async function serveChannel(
  open: Open,
  schema: z.ZodType,
  handle: (incoming: AsyncIterable<unknown>, signal: AbortSignal) => AsyncIterable<unknown>,
): Promise<void> {
  const { port, signal, fail } = open
  const asked = createCredit(mostAsked, signal)
  const incoming = createIncoming(schema, (grant) => port.post({ grant }), signal)
  port.onMessage((message) => {
    if (signal.aborted) return
    try {
      const { pull, end, item } = Object(message) as Record<string, unknown>
      if (Number.isSafeInteger(pull) && Number(pull) > 0) asked.add(Number(pull))
      else if (end === true) incoming.end()
      else incoming.add(item)
    } catch (thrown) {
      fail(thrown)
    }
  })
  await emit(handle(incoming.messages, signal), asked, open, (item) => port.post({ item: alone(item) }))
}

/** An item for each that was asked for: a window that stops asking stops the source. */
async function emit(
  items: AsyncIterable<unknown>,
  asked: Credit,
  { port, signal, onLeft, patience }: Open,
  post: (item: unknown) => void | Promise<void>,
): Promise<void> {
  const source = items[Symbol.asyncIterator]()
  for (;;) {
    await asked.take()
    if (signal.aborted) break
    // A source that pays no heed to its signal is told to end all the same.
    const next = await untilAborted(source.next(), signal)
    if (!next || signal.aborted) break
    if (next.done) {
      port.post({ end: true })
      return
    }
    await post(next.value)
  }
  // A generator that waits for what never comes does not end by this either: it is told, and left to itself.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), patience)
  await untilAborted(Promise.resolve(source.return?.()), late.signal)
  clearTimeout(timer)
  if (late.signal.aborted) onLeft()
}

/** Main, too, does something else between two parts. */
async function postInParts(item: unknown, { port, signal }: Open): Promise<void> {
  const { parts, last } = parted(item)
  for (const part of parts) {
    port.post({ part })
    await nextTurn()
    if (signal.aborted) return
  }
  port.post({ item: alone(last) })
}
