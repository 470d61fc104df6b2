import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientChannel } from '../../../main/contract/define'
import { AppError } from '../../../main/contract/errors'
import type { TerminalNews, TerminalRequest, TerminalSize } from '../../../main/contract/terminals'
import { createInputQueue } from '../../../renderer/features/terminals/inputQueue'
import { mostPasted, readPaste } from '../../../renderer/features/terminals/paste'
import { createShells } from '../../../renderer/features/terminals/shells'
import { freeNumber } from '../../../renderer/features/terminals/tabs'
import { eventually } from '../../support/eventually'

type Message = Uint8Array | TerminalSize
type Item = Uint8Array | TerminalNews

/** Main's side of an input: gives room for one message at a time. */
function gate() {
  const sent: Message[] = []
  let let1 = () => {}
  const send = (message: Message) =>
    new Promise<void>((resolve) => {
      let1 = () => {
        let1 = () => {}
        sent.push(message)
        resolve()
      }
    })
  return {
    sent,
    send,
    async room(times = 1) {
      for (let n = 0; n < times; n++) {
        let1()
        await new Promise((resolve) => setTimeout(resolve))
      }
    },
  }
}
const textOf = (messages: readonly Message[]) =>
  Buffer.concat(messages.filter((each) => each instanceof Uint8Array)).toString()

describe('what is typed', () => {
  it('comes in order and whole, in pieces that are small enough, however it was typed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((each) => each !== '\x03'),
        ),
        async (texts) => {
          const sent: Uint8Array[] = []
          const queue = createInputQueue(async (message) => void sent.push(message as Uint8Array), 8)
          for (const text of texts) queue.type(text)
          // Each piece takes a turn.
          while (queue.waiting() > 0) await new Promise(setImmediate)
          await new Promise(setImmediate)
          expect(Buffer.concat(sent).toString()).toBe(texts.join(''))
          for (const piece of sent) expect(piece.length).toBeLessThanOrEqual(8)
        },
      ),
    )
  })

  it('waits here while there is no room, and Ctrl+C takes back what waits', async () => {
    const { sent, send, room } = gate()
    const queue = createInputQueue(send, 1000)
    queue.type('x'.repeat(10_000_000))
    await room(3)
    expect(queue.waiting()).toBe(10_000_000 - 4000)
    queue.type('\x03')
    expect(queue.waiting()).toBe(1)
    await room(2)
    expect(textOf(sent)).toBe(`${'x'.repeat(4000)}\x03`)
  })

  it('lets only the newest size pass', async () => {
    const { sent, send, room } = gate()
    const queue = createInputQueue(send)
    queue.type('a')
    for (const rows of [10, 11, 12]) queue.resize({ columns: 80, rows })
    queue.type('b')
    await room(4)
    expect(sent.filter((each) => !(each instanceof Uint8Array))).toEqual([{ columns: 80, rows: 12 }])
    expect(textOf(sent)).toBe('ab')
  })

  it('is forgotten once it is over', async () => {
    const queue = createInputQueue(() => Promise.reject(new AppError('cancelled')), 1)
    queue.type('abc')
    await eventually(() => expect(queue.waiting()).toBe(0))
    queue.type('more')
    expect(queue.waiting()).toBe(0)
  })
})

describe('what is pasted', () => {
  it.each([
    ['echo one', { text: 'echo one', lines: 1, asks: false }],
    ['echo one\n', { text: 'echo one\n', lines: 1, asks: true }],
    ['a\r\nb\rc', { text: 'a\nb\nc', lines: 3, asks: true }],
    ['a\tb', { text: 'a\tb', lines: 1, asks: false }],
    ['', { text: '', lines: 0, asks: false }],
    // It cannot end the quoting of what is pasted, nor be a key.
    ['ls\x1b[201~\x03rm\x7f\x9b', { text: 'ls[201~rm', lines: 1, asks: false }],
  ])('%j is read', (clipboard, pasted) => expect(readPaste(clipboard)).toEqual(pasted))

  it('is bounded', () => {
    expect(readPaste('x'.repeat(10_000_000))?.text.length).toBe(10_000_000)
    expect(readPaste('x'.repeat(mostPasted + 1))).toBeNull()
  })
})

/** A channel whose other end is the test. */
function channel() {
  const items: (Item | Error | null)[] = []
  const input: (Message | 'end')[] = []
  let wake = () => {}
  let returned = false
  const push = (item: Item | Error | null) => {
    items.push(item)
    wake()
  }
  async function next(): Promise<IteratorResult<Item>> {
    while (items.length === 0 && !returned) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    const item = items.shift()
    if (item instanceof Error) throw item
    return item ? { done: false, value: item } : { done: true, value: undefined }
  }
  const end: ClientChannel<Message, Item> = {
    next,
    async return() {
      returned = true
      wake()
      return { done: true, value: undefined }
    },
    send: async (message) => void input.push(message),
    end: () => void input.push('end'),
    [Symbol.asyncIterator]() {
      return this
    },
  }
  return { end, push, input }
}

describe('the shells behind a screen', () => {
  const request: TerminalRequest = { id: 'a'.repeat(64), kind: 'shell', size: { columns: 80, rows: 24 } }
  const ended = { kind: 'ended', exitCode: 0, container: 'running', stays: false } as const

  function opened(write: (data: Uint8Array) => Promise<void> = async () => {}) {
    const first = channel()
    const shown: string[] = []
    const shells = createShells(
      { open: () => first.end },
      {
        async write(data) {
          shown.push(Buffer.from(data).toString())
          await write(data)
        },
        lacks: async (what) => void shown.push(`lacks ${what}`),
        passed: async (bytes) => void shown.push(`${bytes} passed`),
      },
    )
    shells.open(request)
    return { first, shells, shown }
  }

  it('show what they say and how they ended', async () => {
    const { first, shells, shown } = opened()
    expect(shells.phase.value).toEqual({ is: 'opening' })
    first.push({ kind: 'opened', program: '/bin/sh' })
    first.push(Buffer.from('hello'))
    first.push({ kind: 'passed', bytes: 7 })
    await eventually(() => expect(shown).toEqual(['hello', '7 passed']))
    expect(shells.phase.value).toEqual({ is: 'open', program: '/bin/sh' })
    shells.type('ls\r')
    await eventually(() => expect(textOf(first.input as Message[])).toBe('ls\r'))
    first.push({ ...ended, exitCode: 3 })
    await eventually(() => expect(shells.phase.value).toMatchObject({ is: 'ended', exitCode: 3 }))
  })

  it('say before all else what is lacking', async () => {
    const { first, shown } = opened()
    first.push({ kind: 'opened', program: 'cat', lacks: 'terminal' })
    first.push(Buffer.from('hello'))
    await eventually(() => expect(shown).toEqual(['lacks terminal', 'hello']))
  })

  it('are read no faster than the screen takes them in', async () => {
    let done = () => {}
    const { first, shown } = opened(
      () =>
        new Promise<void>((resolve) => {
          done = resolve
        }),
    )
    first.push(Buffer.from('one'))
    first.push(Buffer.from('two'))
    await eventually(() => expect(shown).toEqual(['one']))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(shown).toEqual(['one'])
    done()
    await eventually(() => expect(shown).toEqual(['one', 'two']))
  })

  it('are ended with the screen, even when that takes nothing in any more, and what stays is told', async () => {
    const { first, shells } = opened(() => new Promise(() => {}))
    first.push(Buffer.from('stuck'))
    const closed = shells.close()
    await eventually(() => expect(first.input).toEqual(['end']))
    first.push({ ...ended, stays: true })
    expect(await closed).toBe(true)
  })

  it('fail with what main says', async () => {
    const { first, shells } = opened()
    first.push(new AppError('command-not-found/shell', { object: 'web' }))
    await eventually(() => expect(shells.phase.value).toMatchObject({ is: 'failed' }))
    expect(await shells.close()).toBe(false)
  })
})

it('a tab has the lowest number that is free', () => {
  const tabs = [{ id: 'terminal/shell/a/1' }, { id: 'terminal/shell/a/3' }, { id: 'terminal/shell/b/2' }]
  expect(freeNumber(tabs, 'terminal/shell/a/')).toBe(2)
  expect(freeNumber(tabs, 'terminal/shell/c/')).toBe(1)
})
