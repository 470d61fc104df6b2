import { alone } from '../../main/contract/alone'
import type { ClientChannel } from '../../main/contract/define'
import { AppError } from '../../main/contract/errors'
import { type Bridge, closed, revive, type StreamMessage, type StreamPort } from './streamPort'

/** Items that main may send ahead of the reader. */
const ahead = 16

interface Reader {
  resolve(result: IteratorResult<unknown>): void
  reject(error: AppError): void
}
interface Sender {
  readonly message: unknown
  resolve(): void
  reject(error: AppError): void
}

/** Reads and writes by turns of their own: each waits only for its own half of the other side. */
export function openChannel(bridge: Bridge, name: string, input: unknown): ClientChannel<unknown, unknown> {
  const done: IteratorResult<unknown> = { done: true, value: undefined }
  const items: unknown[] = []
  const readers: Reader[] = []
  const senders: Sender[] = []
  let port: StreamPort | undefined
  /** Messages that main has room for. */
  let granted = 0
  /** Items read since main was last asked for some. */
  let read = 0
  let ending: 'no' | 'asked' | 'said' = 'no'
  /** What sending fails with, once it is over. */
  let over: AppError | undefined
  /** What the next reader is told, once the items before are read. */
  let untold: AppError | undefined

  function open(): StreamPort {
    if (port) return port
    port = bridge.open(name, input)
    port.onMessage(receive)
    port.onClose(() => finish(closed(), closed()))
    port.post({ pull: ahead })
    return port
  }

  function receive({ grant, item, end, error }: StreamMessage) {
    if (over) return
    if (error) finish(revive(error), revive(error))
    else if (end) finish(new AppError('cancelled'))
    else if (grant) {
      granted += grant
      sendOn()
    } else {
      items.push(item)
      if (readers.length > 0) readers.shift()!.resolve(shift())
    }
  }

  function shift(): IteratorResult<unknown> {
    // In halves: main sends on with the one while it is asked for the other.
    if (++read === ahead / 2 && !over) {
      port!.post({ pull: read })
      read = 0
    }
    return { done: false, value: items.shift() }
  }

  /** As much as there is room for. */
  function sendOn() {
    while (granted > 0 && senders.length > 0) {
      const { message, resolve, reject } = senders.shift()!
      try {
        open().post({ item: alone(message) })
        granted--
        resolve()
      } catch (thrown) {
        reject(AppError.from(thrown))
      }
    }
    if (ending !== 'asked' || senders.length > 0) return
    ending = 'said'
    open().post({ end: true })
  }

  function finish(reason: AppError, error?: AppError) {
    if (over) return
    over = reason
    untold = error
    port?.close()
    for (const { reject } of senders.splice(0)) reject(reason)
    for (const reader of readers.splice(0)) tell(reader)
  }

  function tell({ resolve, reject }: Reader) {
    const error = untold
    untold = undefined
    if (error) reject(error)
    else resolve(done)
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () =>
      new Promise((resolve, reject) => {
        if (items.length > 0) return resolve(shift())
        if (over) return tell({ resolve, reject })
        open()
        readers.push({ resolve, reject })
      }),
    return() {
      finish(new AppError('cancelled'))
      items.length = 0
      untold = undefined
      return Promise.resolve(done)
    },
    send: (message) =>
      new Promise((resolve, reject) => {
        if (over) return reject(over)
        if (ending !== 'no') return reject(new AppError('invalid-input/after-end'))
        open()
        senders.push({ message, resolve, reject })
        sendOn()
      }),
    end() {
      if (over || ending !== 'no') return
      ending = 'asked'
      sendOn()
    },
  }
}
