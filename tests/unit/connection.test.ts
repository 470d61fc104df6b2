import { once } from 'node:events'
import { type Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../main/contract/errors'
import { enginePath } from '../../main/engine/api/enginePath'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createDialer } from '../../main/engine/client/modem'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import {
  chunk,
  createFakeEngine,
  empty,
  type FakeEngine,
  faults,
  json,
  stream,
  streamHead,
} from '../support/fakeEngine'

let engine: FakeEngine
let connection: Connection

beforeEach(async () => {
  engine = await createFakeEngine()
  connection = createConnection({ socket: engine.socket })
})
afterEach(async () => {
  vi.useRealTimers()
  connection.dispose()
  await engine.left()
  await engine.dispose()
})

const list = { method: 'GET', path: '/containers/json', object: 'Containers' } as const
/** Milliseconds for what never comes. All else has the time that the product gives it. */
const soon = 100

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString()
}

it('loads what it sends with again where that failed', async () => {
  let failing = true
  const dialer = vi.fn((agent: Agent) =>
    failing ? Promise.reject(new Error('too many open files')) : createDialer(agent),
  )
  const other = createConnection({ socket: engine.socket, dialer })
  engine.on('GET', /^\/containers\/json/, json([]))
  await failure(other.request(list))
  failing = false
  expect(await other.request(list)).toEqual([])
  expect(await other.request(list)).toEqual([])
  expect(dialer).toHaveBeenCalledTimes(2)
  other.dispose()
})

describe('request', () => {
  it('gives the parsed answer and sends nothing but what was asked', async () => {
    engine.on('GET', /^\/containers\/json/, json([{ Id: 'abc' }]))
    const query = { all: true, limit: undefined, filters: { label: ['a=b&c'] } }
    expect(await connection.request({ ...list, query })).toEqual([{ Id: 'abc' }])
    expect(engine.requests).toHaveLength(1)
    expect(engine.requests[0]).toMatchObject({
      method: 'GET',
      target: '/containers/json?all=true&filters=%7B%22label%22%3A%5B%22a%3Db%26c%22%5D%7D',
      body: '',
    })
  })

  it('writes no question mark without a query and no body without one', async () => {
    engine.on('POST', '/containers/abc/start', empty)
    const start = { method: 'POST', path: '/containers/abc/start', object: 'web' } as const
    expect(await connection.request(start)).toBeUndefined()
    expect(engine.requests[0]).toMatchObject({ target: '/containers/abc/start', body: '' })
    expect(engine.requests[0]!.headers['content-length'] ?? '0').toBe('0')
  })

  it('sends JSON, and bytes as they are', async () => {
    engine.on('POST', '/containers/create?name=web', json({ Id: 'abc' }, 201))
    engine.on('POST', '/images/load', json({ ok: true }))
    const create = { method: 'POST', path: '/containers/create', object: 'web' } as const
    await connection.request({ ...create, query: { name: 'web' }, body: { Image: 'busybox', Name: 'ü' } })
    await connection.request({
      method: 'POST',
      path: '/images/load',
      object: 'x',
      body: Readable.from(['ab', 'cd']),
    })
    expect(JSON.parse(engine.requests[0]!.body)).toEqual({ Image: 'busybox', Name: 'ü' })
    expect(engine.requests[0]!.headers['content-type']).toBe('application/json')
    expect(engine.requests[1]!.body.replace(/\r\n/g, '|')).toMatch(/ab\|.*cd\||abcd/)
  })

  it('takes "not modified" for done', async () => {
    engine.on('POST', '/containers/abc/start', (socket) => socket.end('HTTP/1.1 304 Not Modified\r\n\r\n'))
    await connection.request({ method: 'POST', path: '/containers/abc/start', object: 'web' })
  })

  it('never follows the environment to another engine', async () => {
    const other = await createFakeEngine()
    other.on('GET', '/containers/json', json(['other']))
    engine.on('GET', '/containers/json', json(['mine']))
    vi.stubEnv('DOCKER_HOST', `unix://${other.socket}`)
    vi.stubEnv('DOCKER_CERT_PATH', '/nowhere')
    vi.stubEnv('DOCKER_TLS_VERIFY', '1')
    vi.stubEnv('DOCKER_CLIENT_TIMEOUT', '1')
    try {
      const fresh = createConnection({ socket: engine.socket })
      expect(await fresh.request(list)).toEqual(['mine'])
      vi.stubEnv('DOCKER_HOST', 'tcp://localhost:1')
      expect(await createConnection({ socket: engine.socket }).request(list)).toEqual(['mine'])
      expect(process.env.DOCKER_HOST).toBe('tcp://localhost:1')
      expect(other.requests).toEqual([])
    } finally {
      vi.unstubAllEnvs()
      await other.dispose()
    }
  })

  it('repeats the engine in its error, under the name that the person knows', async () => {
    engine.on('GET', '/containers/abc/json', json({ message: 'No such container: abc' }, 404))
    const error = await failure(
      connection.request({ method: 'GET', path: '/containers/abc/json', object: 'web' }),
    )
    expect(error.code).toBe('not-found')
    expect(error.details).toMatchObject({ object: 'web', engine: 'No such container: abc' })
  })

  it('ends at once when its signal aborts, before and during the request', async () => {
    engine.on('GET', '/containers/json', faults['no reply']!)
    const stop = new AbortController()
    const pending = failure(connection.request({ ...list, signal: stop.signal }))
    await eventually(() => expect(engine.requests).toHaveLength(1))
    stop.abort()
    expect((await pending).code).toBe('cancelled')
    expect((await failure(connection.request({ ...list, signal: stop.signal }))).code).toBe('cancelled')
    expect(engine.requests).toHaveLength(1)
  })

  it('ends all that is under way when the connection is disposed', async () => {
    engine.on('GET', '/containers/json', faults['headers only']!)
    const pending = failure(connection.request(list))
    await eventually(() => expect(engine.requests).toHaveLength(1))
    connection.dispose()
    expect((await pending).code).toBe('cancelled')
  })

  it('lets go of all that is under way when the engine ends, and can be used again', async () => {
    engine.on('GET', '/events', stream(['{}\n'], { end: false }))
    engine.on('GET', '/containers/json', json([]))
    const events = await connection.stream({ method: 'GET', path: '/events', object: 'Events' })
    const reading = failure(
      (async () => {
        for await (const _ of events);
      })(),
    )
    connection.release()
    expect((await reading).code).toBe('engine-unreachable')
    await engine.left()
    expect(await connection.request(list)).toEqual([])
  })

  it('does not make ordinary requests wait for open streams', async () => {
    engine.on('GET', '/events', stream(['{}\n'], { end: false }))
    engine.on('GET', '/containers/json', json([]))
    const events = { method: 'GET', path: '/events', object: 'Events' } as const
    const streams = await Promise.all(Array.from({ length: 60 }, () => connection.stream(events)))
    expect(await connection.request(list)).toEqual([])
    for (const each of streams) each.destroy()
  })
})

describe('only reads are tried again', () => {
  for (const fault of ['a reset before the answer', 'an end before the answer']) {
    it(`after ${fault}, once`, async () => {
      engine.on('GET', '/containers/json', faults[fault]!)
      expect((await failure(connection.request(list))).code).toBe('engine-unreachable')
      expect(engine.requests.map(({ target }) => target)).toEqual(['/containers/json', '/containers/json'])
    })

    it(`and nothing else after ${fault}`, async () => {
      engine.on('POST', '/containers/abc/kill', faults[fault]!)
      engine.on('DELETE', '/containers/abc', faults[fault]!)
      const post = { method: 'POST', path: '/containers/abc/kill', object: 'web' } as const
      const remove = { method: 'DELETE', path: '/containers/abc', object: 'web' } as const
      expect((await failure(connection.request(post))).code).toBe('engine-unreachable')
      expect((await failure(connection.request(remove))).code).toBe('engine-unreachable')
      expect(engine.requests).toHaveLength(2)
    })
  }

  it('with the second answer when that is well', async () => {
    let asked = 0
    engine.on('GET', '/containers/json', (socket, request) =>
      (asked++ === 0 ? faults['a reset before the answer']! : json([1]))(socket, request),
    )
    expect(await connection.request(list)).toEqual([1])
  })
})

describe('every fault ends with an AppError by the deadline', () => {
  const codes: Record<string, string> = {
    'no reply': 'timeout',
    'half a status line': 'timeout',
    'headers only': 'timeout',
    'a body that stalls': 'timeout',
    'a refusal whose text stalls': 'timeout',
    'a cut body': 'engine-unreachable',
    'a reset before the answer': 'engine-unreachable',
    'a reset in the body': 'engine-unreachable',
    'an end before the answer': 'engine-unreachable',
  }

  for (const [name, answer] of Object.entries(faults)) {
    it(name, async () => {
      engine.on('GET', '/containers/json', answer)
      const code = codes[name] ?? 'engine-failed'
      const timeout = code === 'timeout' ? soon : undefined
      const error = await failure(connection.request({ ...list, timeout }))
      expect(error.code).toBe(code)
      expect(error.details?.object).toBe('Containers')
    })
  }

  it('a redirect to another engine, which hears nothing', async () => {
    const other = createServer((_, answer) => answer.end('[]')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const heard = vi.fn()
    other.on('request', heard)
    const { port } = other.address() as AddressInfo
    const head = `HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:${port}/containers/json\r\n`
    engine.on('GET', '/containers/json', (socket) => socket.end(`${head}Content-Length: 0\r\n\r\n`))
    expect((await failure(connection.request(list))).code).toBe('engine-failed')
    // Who comes now comes after all who were sent there.
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
    expect(heard).toHaveBeenCalledOnce()
    other.close()
  })

  it('no engine', async () => {
    const nobody = createConnection({ socket: `${engine.socket}.none` })
    expect((await failure(nobody.request(list))).code).toBe('engine-unreachable')
    const tooLong = createConnection({ socket: `/${'x'.repeat(200)}` })
    expect((await failure(tooLong.request(list))).code).toBe('engine-unreachable')
  })
})

describe('stream', () => {
  const events = { method: 'GET', path: '/events', object: 'Events' } as const

  it('gives the bytes and closes at the end', async () => {
    engine.on('GET', '/events', stream(['ab', 'cd']))
    expect(await readAll(await connection.stream(events))).toBe('abcd')
  })

  it('begins by its deadline and then has none', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let end = () => {}
    engine.on('GET', '/events', (socket) => {
      socket.write(streamHead)
      end = () => socket.end(`${chunk('late')}0\r\n\r\n`)
    })
    const open = await connection.stream(events)
    await vi.advanceTimersByTimeAsync(3_600_000)
    end()
    expect(await readAll(open)).toBe('late')
    vi.useRealTimers()
    engine.on('GET', '/events', faults['no reply']!)
    expect((await failure(connection.stream({ ...events, timeout: soon }))).code).toBe('timeout')
  })

  it('is over when it is idle for too long, where that was asked', async () => {
    engine.on('GET', '/events', stream(['ab'], { end: false }))
    const open = await connection.stream({ ...events, idleTimeout: soon })
    expect((await failure(readAll(open))).code).toBe('timeout')
  })

  it('says that it was cut', async () => {
    engine.on('GET', '/events', (socket) => {
      socket.write(streamHead)
      socket.write(chunk('ab'), () => setTimeout(() => socket.destroy(), 20))
    })
    expect((await failure(readAll(await connection.stream(events)))).code).toBe('engine-unreachable')
  })

  it('fails as a request does when it is refused', async () => {
    engine.on('GET', '/events', json({ message: 'no space left on device' }, 500))
    expect((await failure(connection.stream(events))).code).toBe('disk-full')
    engine.on('GET', '/events', faults['a refusal whose text stalls']!)
    expect((await failure(connection.stream({ ...events, timeout: soon }))).code).toBe('timeout')
  })

  it('ends a pending read when it is destroyed or its signal aborts', async () => {
    engine.on('GET', '/events', stream([], { end: false }))
    const stop = new AbortController()
    const ends = [(open: { destroy(): void }) => open.destroy(), () => stop.abort()]
    for (const end of ends) {
      const open = await connection.stream({ ...events, signal: stop.signal })
      const reading = failure(Promise.resolve(open[Symbol.asyncIterator]().next()))
      end(open)
      expect((await reading).code).toBe('cancelled')
      await engine.left()
    }
  })

  it('closes its socket when its reader leaves', async () => {
    engine.on('GET', '/events', stream(['ab', 'cd'], { end: false }))
    for await (const _ of await connection.stream(events)) break
    await engine.left()
  })

  it('reads no further than its reader', async () => {
    let written = 0
    let blocked = false
    engine.on('GET', '/containers/json', json([]))
    engine.on('GET', '/events', (socket) => {
      const block = chunk(Buffer.alloc(65_536))
      const more = () => {
        while (written < 64 * 2 ** 20) {
          written += block.length
          if (!socket.write(block)) {
            blocked = true
            socket.once('drain', more)
            return
          }
        }
      }
      socket.write(streamHead)
      more()
    })
    const open = await connection.stream(events)
    await open[Symbol.asyncIterator]().next()
    // All the while it could read on.
    for (let turns = 50; turns > 0; turns--) await connection.request(list)
    expect(blocked).toBe(true)
    expect(written).toBeLessThan(2 * 2 ** 20)
    open.destroy()
  })
})

describe('enginePath', () => {
  it('keeps a part in its segment', () => {
    expect(enginePath`/containers/${'abc?force=1&v=1'}/json`).toBe('/containers/abc%3Fforce%3D1%26v%3D1/json')
    expect(enginePath`/images/${'library/busybox:1'}/json`).toBe('/images/library%2Fbusybox%3A1/json')
    expect(enginePath`/containers/${'a'}/x/${'b'}`).toBe('/containers/a/x/b')
  })

  it('refuses what the engine would take for another path', () => {
    for (const part of ['', '.', '..', 'a/../b', '../x', 'a//b', '/a']) {
      expect(() => enginePath`/containers/${part}/json`).toThrow(AppError)
    }
  })
})
