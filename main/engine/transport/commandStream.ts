import { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import { sentence } from '../../texts/sentence'
import { unreachable } from './transport'

/**
 * A command's standard streams as one. It ends when the command has: only then is known whether that was an answer's end or
 * a failure, which then says what the command wrote as its last words.
 */
export function commandStream(channel: ClientChannel, host: string): Duplex {
  let words = ''
  let code: number | null = null
  const stream = new Duplex({
    read: () => void channel.resume(),
    write: (chunk, encoding, done) => void channel.write(chunk, encoding, done),
    final(done) {
      channel.end()
      done()
    },
    destroy(error, done) {
      channel.close()
      done(error)
    },
  })
  // Whoever reads it hears of errors; one that was left must not end the process.
  stream.on('error', () => {})
  channel.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) channel.pause()
  })
  channel.stderr.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-1000)
  })
  channel.once('exit', (ended: number | null) => {
    code = ended
  })
  channel.on('error', (error: Error) => stream.destroy(error))
  channel.once('close', () => {
    if (code === 0) stream.push(null)
    else stream.destroy(unreachable(host, words.trim() || sentence('why/link-lost')))
  })
  return stream
}
