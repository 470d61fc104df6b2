import type { MessagePort } from 'node:worker_threads'
import { AppError } from '../../contract/errors'
import { createOpenLog } from './openLog'
import type { FromLogs, ToLogs } from './protocol'

/** Reads logs, as it is told through a port, for as long as each is open. */
export function serveLogs(
  port: Pick<MessagePort, 'on' | 'postMessage'>,
  { script, scratch }: { readonly script: string; readonly scratch: string },
): void {
  const open = new Map<number, ReturnType<typeof createOpenLog>>()
  const post = (message: FromLogs) => port.postMessage(message)

  async function answer({ ask, log, question, about }: Extract<ToLogs, { ask: number }>) {
    try {
      const found = open.get(log)
      if (!found) throw new AppError('not-found/logClosed')
      post({ answered: ask, value: await found.ask(question, about) })
    } catch (thrown) {
      post({ failed: ask, error: AppError.from(thrown).toData() })
    }
  }

  port.on('message', (message: ToLogs) => {
    if ('ask' in message) void answer(message)
    else if ('open' in message) {
      const log = message.open
      open.set(
        log,
        createOpenLog({
          places: message.places,
          script,
          scratch,
          onState: (state) => post({ state, log }),
          onFound: (found) => post({ found, log }),
        }),
      )
    } else if ('feed' in message) {
      open.get(message.feed)?.feed(message.source, message.bytes)
      post({ fed: message.source, log: message.feed })
    } else if ('search' in message) open.get(message.search)?.search(message.filter)
    else {
      open.get(message.close)?.close()
      open.delete(message.close)
    }
  })
}
