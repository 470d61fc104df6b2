import type { Reply } from '../../main/contract/errors'
import type { Bridge } from './streamPort'

declare global {
  interface Window {
    readonly slipway: {
      call(name: string, input: unknown): Promise<Reply<unknown>>
      /** The list of containers as JSON, where main had it before the page could ask; once. */
      takeFirst?(): string | null
    }
  }
}

/** The preload forwards the message's port to main: no function of the renderer ever crosses the bridge. */
export const bridge: Bridge = {
  call: (name, input) => window.slipway.call(name, input),
  open(name, input) {
    const { port1, port2 } = new MessageChannel()
    window.postMessage({ type: 'slipway:open', name, input }, '*', [port2])
    return {
      post: (message) => port1.postMessage(message),
      onMessage: (listener) => {
        port1.onmessage = (event) => listener(event.data)
      },
      // Electron's own event: the web's ports do not tell (https://www.electronjs.org/docs/latest/tutorial/message-ports).
      onClose: (listener) => port1.addEventListener('close', listener),
      close: () => port1.close(),
    }
  },
}
