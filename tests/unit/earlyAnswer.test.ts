import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Connection, createConnection } from '../../main/engine/client/connection'

/** An engine that says what it has to say as soon as a request begins, and is gone before it has heard the rest. */
let server: Server
let folder: string
let connection: Connection
let answer = ''
let gone: Promise<void>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-early-'))
  const socket = join(folder, 'docker.sock')
  let leave = () => {}
  gone = new Promise((resolve) => {
    leave = resolve
  })
  server = createServer((near) => {
    near.on('error', () => {})
    near.once('data', () => {
      near.write(answer)
      near.destroy()
      leave()
    })
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  connection = createConnection({ socket })
})
afterEach(async () => {
  connection.dispose()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

const head = (status: number, length: number) =>
  `HTTP/1.1 ${status} Word\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`
const full = JSON.stringify({ message: 'write /layer.tar: no space left on device' })

/** More than a socket holds. What is sent once the engine is gone meets an EPIPE before anybody could read. */
async function* archive() {
  yield Buffer.alloc(1000)
  await gone
  for (let n = 0; n < 8; n++) yield Buffer.alloc(1 << 20)
}

const load = (body: Readable | Buffer) =>
  connection.stream({ method: 'POST', path: '/images/load', body, object: 'app.tar', timeout: 30_000 })

describe.each([
  ['a stream', () => Readable.from(archive())],
  ['a buffer', () => Buffer.alloc(8 << 20)],
])('an engine that answers before it has read %s', (_, body) => {
  it('is understood when it refuses', async () => {
    answer = head(500, full.length) + full
    await expect(load(body())).rejects.toMatchObject({ code: 'disk-full', details: { object: 'app.tar' } })
  })

  it('is understood when it begins well', async () => {
    answer = head(200, full.length) + full
    const parts: Uint8Array[] = []
    for await (const part of await load(body())) parts.push(part)
    expect(Buffer.concat(parts).toString()).toBe(full)
  })

  it('is one that does not answer when it says nothing, or not all', async () => {
    for (const said of ['', 'HTTP/1.1 200']) {
      answer = said
      await expect(load(body())).rejects.toMatchObject({ code: 'engine-unreachable' })
    }
  })
})
