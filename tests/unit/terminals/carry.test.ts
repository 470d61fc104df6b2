import { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/contract/errors'
import type { TerminalNews, TerminalSize } from '../../../main/contract/terminals'
import { carry } from '../../../main/services/terminals/carry'
import { lossyOutput } from '../../../main/services/terminals/lossyOutput'
import type { TerminalSession } from '../../../main/services/terminals/session'
import { eventually } from '../../support/eventually'
import { failure } from '../../support/failure'

/** A terminal whose engine is the test. */
function fakeSession(changes: Partial<TerminalSession> = {}) {
  const written: string[] = []
  const sizes: TerminalSize[] = []
  let closes = 0
  let hold: (() => void) | null = null
  let holds = false
  const stream = new Duplex({
    allowHalfOpen: false,
    highWaterMark: 10,
    read() {},
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      if (holds) hold = done
      else done()
    },
  })
  const session: TerminalSession = {
    program: '/bin/sh',
    stream,
    lossy: false,
    resize: async (size) => void sizes.push(size),
    async close() {
      closes++
      stream.destroy()
      return false
    },
    exitCode: async () => 4,
    ...changes,
  }
  return {
    session,
    stream,
    written,
    sizes,
    closes: () => closes,
    holdWrites: () => {
      holds = true
    },
    letWrite: () => {
      holds = false
      hold?.()
    },
  }
}
async function* typed(...messages: (string | TerminalSize | 'wait')[]) {
  for (const message of messages) {
    if (message === 'wait') await new Promise(() => {})
    yield typeof message === 'string' ? Buffer.from(message) : message
  }
}
const size = { columns: 80, rows: 24 }
const running = async () => 'running' as const
async function all(items: AsyncIterable<Uint8Array | TerminalNews>) {
  const seen: (string | TerminalNews)[] = []
  for await (const item of items) seen.push(item instanceof Uint8Array ? Buffer.from(item).toString() : item)
  return seen
}

describe('what is carried', () => {
  it('goes both ways, and the end says how it was', async () => {
    const fake = fakeSession()
    const items = all(carry(fake.session, typed('ls\r', size, 'wait'), running, new AbortController().signal))
    await eventually(() => expect([fake.written, fake.sizes]).toEqual([['ls\r'], [size]]))
    fake.stream.push('files')
    fake.stream.push(null)
    expect(await items).toEqual([
      { kind: 'opened', program: '/bin/sh' },
      'files',
      { kind: 'ended', exitCode: 4, container: 'running', stays: false },
    ])
  })

  it('is read no faster than the terminal takes it', async () => {
    const fake = fakeSession()
    fake.holdWrites()
    let read = 0
    const stop = new AbortController()
    async function* endless() {
      while (!stop.signal.aborted) {
        read++
        await new Promise(setImmediate)
        yield Buffer.from('more than ten bytes')
      }
    }
    const items = all(carry(fake.session, endless(), running, stop.signal))
    await eventually(() => expect(read).toBe(1))
    await delay(20)
    expect(read).toBe(1)
    fake.letWrite()
    await eventually(() => expect(read).toBeGreaterThan(10))
    stop.abort()
    await items
    expect(fake.closes()).toBe(1)
  })

  it('ends with what was started, once, when nothing more will be typed', async () => {
    const fake = fakeSession()
    const stays = { ...fake.session, close: async () => !(await fake.session.close()) }
    const items = await all(carry(stays, typed('x'), running, new AbortController().signal))
    expect(items.at(-1)).toEqual({ kind: 'ended', exitCode: null, container: 'running', stays: true })
    expect(fake.closes()).toBe(1)
  })

  it('ends with what was started when the window goes in the middle of a read', async () => {
    const fake = fakeSession()
    const stop = new AbortController()
    const items = all(carry(fake.session, typed('wait'), running, stop.signal))
    await delay(5)
    stop.abort()
    expect(await items).toEqual([{ kind: 'opened', program: '/bin/sh' }])
    expect(fake.closes()).toBe(1)
  })

  it('fails as its stream does, and what was started is ended all the same', async () => {
    const fake = fakeSession()
    const items = all(carry(fake.session, typed('wait'), running, new AbortController().signal))
    await delay(5)
    fake.stream.destroy(new AppError('engine-unreachable'))
    expect((await failure(items)).code).toBe('engine-unreachable')
    expect(fake.closes()).toBe(1)
  })
})

describe('what must not be held up', () => {
  it('is read always, and what is left out is counted: shown and passed are all of it', async () => {
    const { stream } = fakeSession()
    const items = lossyOutput(stream, 1000)
    const first = items.next()
    stream.push('begin')
    expect(String((await first).value)).toBe('begin')
    let pushed = 0
    for (let piece = 0; piece < 200; piece++) {
      stream.push('x'.repeat(100))
      pushed += 100
      await new Promise(setImmediate)
    }
    stream.push(null)
    let [shown, passed] = [0, 0]
    for await (const item of items) {
      if (item instanceof Uint8Array) shown += item.length
      else if (item.kind === 'passed') passed += item.bytes
    }
    expect(shown + passed).toBe(pushed)
    expect(shown).toBe(1000)
  })

  it('fails as its stream does', async () => {
    const { stream } = fakeSession()
    const items = lossyOutput(stream)
    const next = items.next()
    stream.destroy(new AppError('engine-unreachable'))
    expect((await failure(next)).code).toBe('engine-unreachable')
  })
})
