import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Port } from '../../main/ipc/port'
import type { Server } from '../../main/ipc/server'
import type { Bridge, StreamPort } from '../../renderer/data/streamPort'

/** A port of Node as either end of a stream. */
export function wrap(port: MessagePort): Port & StreamPort {
  return {
    post: (message) => port.postMessage(message),
    // biome-ignore lint/suspicious/noExplicitAny: each end reads messages of its own shape
    onMessage: (listener: (message: any) => void) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  }
}

/** A window's way to a server of this very process, over real ports. */
export function bridgeTo(server: Server): Bridge {
  return {
    call: server.call,
    open(name, input) {
      const { port1, port2 } = new MessageChannel()
      void server.open(name, input, wrap(port2))
      return wrap(port1)
    },
  }
}
