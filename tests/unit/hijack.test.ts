import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytes } from '../../main/contract/bytes'
import { channel, kindsOf } from '../../main/contract/define'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createServer } from '../../main/ipc/server'
import { createClient } from '../../renderer/data/client'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import {
  createFakeEngine,
  echo,
  type FakeEngine,
  faults,
  hijack,
  hijackHeads,
  json,
  respond,
} from '../support/fakeEngine'
import { bridgeTo } from '../support/nodePort'

let engine: FakeEngine
let connection: Connection

beforeEach(async () => {
  engine = await createFakeEngine()
  connection = createConnection({ socket: engine.socket })
})
afterEach(async () => {
  connection.dispose()
  await engine.left()
  await engine.dispose()
})

const path = '/exec/abc/start'
const start = { method: 'POST', path, object: 'web', body: { Detach: false, Tty: true } } as const
/** Milliseconds for what never comes. */
const soon = 100

/** The error that a stream ends with. */
const ending = async (stream: Duplex) => failure(buffer(stream))

describe.each(Object.entries(hijackHeads))('a stream that comes with %s', (_, head) => {
  const open = (serve: (socket: Socket) => void, first = '') => {
    engine.on('POST', path, hijack(head, serve, first))
    return connection.hijack(start)
  }

  it('is asked for as an upgrade, with its settings whole before it', async () => {
    const stream = await open(echo)
    const { headers, body } = engine.requests[0]!
    expect(headers).toMatchObject({
      connection: 'Upgrade',
      upgrade: 'tcp',
      'content-type': 'application/json',
    })
    expect(headers['content-length']).toBe(String(body.length))
    expect(JSON.parse(body)).toEqual(start.body)
    stream.destroy()
    engine.on('POST', '/session', hijack(head, echo))
    const headersOfIts = { Upgrade: 'h2c', 'X-Docker-Expose-Session-Name': 'x' }
    const session = await connection.hijack({
      ...start,
      path: '/session',
      body: undefined,
      headers: headersOfIts,
    })
    expect(engine.requests[1]).toMatchObject({ headers: { upgrade: 'h2c', 'content-length': '0' }, body: '' })
    session.destroy()
  })

  it('carries bytes both ways, and ends when the input does', async () => {
    const stream = await open(echo)
    stream.write('ab')
    expect(String((await once(stream, 'data'))[0])).toBe('ab')
    stream.pause()
    stream.end('cd')
    expect(await text(stream)).toBe('cd')
  })

  it('loses nothing that came in one packet with the head', async () => {
    const stream = await open((socket) => socket.end(), 'first words')
    expect(await text(stream)).toBe('first words')
  })

  it('is read on after its input has ended', async () => {
    const stream = await open((socket) => {
      socket.resume().once('end', () => setTimeout(() => socket.end('last words'), 20))
    })
    stream.end()
    expect(await text(stream)).toBe('last words')
  })

  it('carries much of it unchanged, to a reader that begins late', async () => {
    const stream = await open(echo)
    const sent = randomBytes(10_000_000)
    stream.end(sent)
    await new Promise((resolve) => setTimeout(resolve, soon))
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(await buffer(stream))).toBe(hash(sent))
  })

  it('gives all that was written before the engine closed, to a reader that begins late', async () => {
    const all = randomBytes(300_000)
    const stream = await open((socket) => socket.end(all))
    await new Promise((resolve) => setTimeout(resolve, soon))
    expect(all.equals(await buffer(stream))).toBe(true)
    await eventually(() => expect(stream.destroyed).toBe(true))
  })

  it('reads no further than its reader, and takes no more than the engine does', async () => {
    let written = 0
    const stream = await open((socket) => {
      socket.pause()
      const more = () => {
        do written += 65_536
        while (written < 64 * 2 ** 20 && socket.write(Buffer.alloc(65_536)))
        socket.once('drain', more)
      }
      more()
    })
    stream.once('readable', () => {})
    let taken = 0
    while (stream.write(Buffer.alloc(65_536)) || (await drained(stream))) taken += 65_536
    expect(written).toBeLessThan(4 * 2 ** 20)
    expect(taken).toBeLessThan(4 * 2 ** 20)
    stream.destroy()
  })

  it('is closed by who leaves it, by its signal and by the connection, each with its word', async () => {
    const stop = new AbortController()
    engine.on('POST', path, hijack(head, echo))
    const opened = () => connection.hijack({ ...start, signal: stop.signal })
    const left = await opened()
    left.destroy()
    await engine.left()
    const released = await opened()
    connection.release()
    expect((await ending(released)).code).toBe('engine-unreachable')
    const aborted = await opened()
    stop.abort()
    expect((await ending(aborted)).code).toBe('cancelled')
    const disposed = await connection.hijack(start)
    connection.dispose()
    expect((await ending(disposed)).code).toBe('cancelled')
    await engine.left()
  })

  it('that nobody listens to ends nothing but itself', async () => {
    await open(echo)
    connection.release()
    await engine.left()
    connection.release()
  })

  it('has no deadline once it is there', async () => {
    engine.on('POST', path, hijack(head, echo))
    const stream = await connection.hijack({ ...start, timeout: soon })
    await new Promise((resolve) => setTimeout(resolve, 2 * soon))
    stream.end('still there')
    expect(await text(stream)).toBe('still there')
  })

  it('is what a channel ends with when the engine is gone', async () => {
    const contract = { shell: { attach: channel().takes(bytes(65_536)).emits<Uint8Array>() } }
    engine.on('POST', path, hijack(head, echo))
    const server = createServer(
      contract,
      {
        shell: {
          async *attach(incoming, signal) {
            const stream = await connection.hijack({ ...start, signal })
            const feeding = (async () => {
              for await (const part of incoming) stream.write(part)
              stream.end()
            })().catch(() => stream.destroy())
            yield* stream
            await feeding
          },
        },
      },
      () => {},
    )
    const attach = createClient(kindsOf(contract), bridgeTo(server)).shell.attach()
    await attach.send(Buffer.from('typed'))
    expect(String(Buffer.from((await attach.next()).value!))).toBe('typed')
    connection.release()
    expect((await failure(attach.next())).code).toBe('engine-unreachable')
    expect((await failure(attach.send(Buffer.from('x')))).code).toBe('engine-unreachable')
    await eventually(() => expect(server.openStreams).toBe(0))
  })
})

async function drained(stream: Duplex): Promise<boolean> {
  const wait = new Promise<boolean>((resolve) => setTimeout(resolve, soon, false))
  return Promise.race([once(stream, 'drain').then(() => true), wait])
}

describe('without a stream', () => {
  const codes: Record<string, string> = {
    'no reply': 'timeout',
    'half a status line': 'timeout',
    'a refusal whose text stalls': 'timeout',
    'a reset before the answer': 'engine-unreachable',
    'an end before the answer': 'engine-unreachable',
  }

  it.each(Object.entries(faults))('%s is an AppError by the deadline', async (name, answer) => {
    engine.on('POST', path, answer)
    const code = codes[name] ?? 'engine-failed'
    const error = await failure(
      connection.hijack({ ...start, timeout: code === 'timeout' ? soon : undefined }),
    )
    expect(error).toMatchObject({ code, details: { object: 'web' } })
    // It may have begun to run what it did not answer.
    expect(engine.requests).toHaveLength(1)
  })

  it.each([
    [404, 'No such exec instance: abc', 'not-found'],
    [409, 'container abc is not running', 'conflict'],
    [500, 'no space left on device', 'disk-full'],
  ])('the engine’s refusal is said: %i', async (status, message, code) => {
    engine.on('POST', path, json({ message }, status))
    expect(await failure(connection.hijack(start))).toMatchObject({ code, details: { engine: message } })
  })

  it('an answer in its place is refused', async () => {
    const type = 'application/vnd.docker.raw-stream'
    engine.on('POST', path, respond('a stream that is over', { type }))
    expect((await failure(connection.hijack(start))).code).toBe('engine-failed')
    engine.on('POST', path, (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>'),
    )
    expect((await failure(connection.hijack(start))).code).toBe('engine-failed')
  })

  it('nobody is there', async () => {
    const nobody = createConnection({ socket: `${engine.socket}.none` })
    expect((await failure(nobody.hijack(start))).code).toBe('engine-unreachable')
  })

  it('waiting for it ends with its signal', async () => {
    engine.on('POST', path, faults['no reply']!)
    const stop = new AbortController()
    const pending = failure(connection.hijack({ ...start, signal: stop.signal }))
    await eventually(() => expect(engine.requests).toHaveLength(1))
    stop.abort()
    expect((await pending).code).toBe('cancelled')
  })
})
