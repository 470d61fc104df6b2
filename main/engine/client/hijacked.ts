import { IncomingMessage } from 'node:http'
import { Duplex, type Readable } from 'node:stream'
import type { Deadline } from '../../base/deadline'
import { sentence } from '../../texts/sentence'
import { strangeAnswer } from '../api/strangeAnswer'
import { readRefusal } from './answer'
import { connectionError } from './errors'

/** A stream out of an answer: where it is read, and where it is written to. */
interface Ends {
  readonly from: Readable
  readonly to: Duplex
}

/** As engines name what they send over a stream that is no longer HTTP. */
const streams = ['application/vnd.docker.raw-stream', 'application/vnd.docker.multiplexed-stream']

/**
 * What an engine answers to a request for its stream: the stream itself (101), or in the older form, with a proxy between or
 * without the word Upgrade, an answer without an end, under which the stream lies (200).
 * Source: https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerAttach
 * @throws AppError as a request does when it is refused; `engine-failed` when there is no stream
 */
export async function readHijack(
  answer: IncomingMessage | Duplex,
  object: string,
  deadline: Deadline,
): Promise<Ends> {
  if (!(answer instanceof IncomingMessage)) return { from: answer, to: answer }
  // An answer that is closed unread must not end the process.
  answer.on('error', () => {})
  const { statusCode = 0, headers } = answer
  if (statusCode < 200 || statusCode >= 300) throw await deadline.race(readRefusal(answer, object))
  const isFramed = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined
  if (isFramed || !streams.includes(headers['content-type'] ?? '')) {
    throw strangeAnswer(sentence('answer/no-stream'), object)
  }
  return { from: answer, to: answer.socket }
}

/** Both ends as one, whose errors are AppErrors, and which ends with its deadline. Nothing is read ahead of the reader. */
export function joinHijacked({ from, to }: Ends, object: string, deadline: Deadline): Duplex {
  const stream = new Duplex({
    // Where the engine has ended, nobody hears what is written.
    allowHalfOpen: false,
    read: () => void from.resume(),
    write: (chunk, encoding, done) => void to.write(chunk, encoding, (error) => done(error && lost(error))),
    final: (done) => (to.destroyed || to.writableEnded ? done() : void to.end(done)),
    destroy(error, done) {
      from.destroy()
      to.destroy()
      deadline.end()
      done(error)
    },
  })

  function lost(cause?: NodeJS.ErrnoException) {
    const isNodes = !cause || cause.code?.startsWith('ERR_STREAM_')
    const cut = Object.assign(new Error('The stream was cut'), { code: 'ECONNRESET', cause })
    return connectionError(isNodes ? cut : cause, object)
  }

  // Whoever reads it hears of errors; one that was left must not end the process.
  stream.on('error', () => {})
  from.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) from.pause()
  })
  from.once('end', () => stream.push(null))
  from.on('error', (error: Error) => stream.destroy(lost(error)))
  from.once('close', () => from.readableEnded || stream.destroy(lost()))
  // Who writes is told by the write itself.
  to.on('error', () => {})
  const stop = () => stream.destroy(deadline.reason)
  deadline.signal.addEventListener('abort', stop, { once: true })
  if (deadline.signal.aborted) stop()
  return stream
}
