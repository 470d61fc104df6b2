import type { MessagePort } from 'node:worker_threads'
import { AppError } from '../../contract/errors'
import type { FromWorker, ToWorker } from './protocol'
import { createStackStore } from './stackStore'
import type { Subject } from './subject'
import { failureData } from './wire'

type Ask = Extract<ToWorker, { ask: number }>

/**
 * Answers questions about layers that come through a port, until it is told to close.
 * @param limit bytes of memory for all that is open
 */
export function serveLayers(port: Pick<MessagePort, 'on' | 'postMessage' | 'close'>, limit: number) {
  const store = createStackStore(limit)
  const running = new Map<number, AbortController>()
  /** What was given and is no index: whoever asks for it hears why. */
  const refused = new Map<string, unknown>()
  const post = (message: FromWorker) => port.postMessage(message)

  async function answer({ ask, subject, method, question }: Ask) {
    const stop = new AbortController()
    running.set(ask, stop)
    try {
      if (refused.has(subject.key)) throw refusal(subject, refused.get(subject.key))
      const onProgress = (paths: number, total: number) => post({ compared: ask, paths, total })
      const options = { signal: stop.signal, onProgress }
      if (method === 'first') {
        post({ answered: ask, value: await store.first(subject, options) })
        return
      }
      const explorer = await store.open(subject, options)
      const run = explorer[method] as (question: unknown) => unknown
      post({ answered: ask, value: run(question) })
    } catch (thrown) {
      post({ failed: ask, error: failureData(thrown) })
    } finally {
      running.delete(ask)
      store.shrink()
    }
  }

  function put(key: string, layers: Parameters<typeof store.put>[1]) {
    refused.delete(key)
    try {
      store.put(key, layers)
    } catch (thrown) {
      refused.set(key, thrown)
    }
  }

  port.on('message', (message: ToWorker) => {
    if ('ask' in message) void answer(message)
    else if ('cancel' in message) running.get(message.cancel)?.abort()
    else if ('put' in message) put(message.put, message.layers)
    else if ('drop' in message) {
      refused.delete(message.drop)
      store.drop(message.drop)
    } else {
      for (const stop of running.values()) stop.abort()
      void store.settled().finally(() => port.close())
    }
  })
}

function refusal(subject: Subject, cause: unknown): AppError {
  if (subject.kind === 'comparison') return AppError.from(cause)
  return new AppError('archive-invalid/index', { object: subject.object }, { cause })
}
