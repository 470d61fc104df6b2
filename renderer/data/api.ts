import './jitless'
import { type Api, contract } from '../../main/contract/contract'
import type { Reply } from '../../main/contract/errors'
import { type Bridge, createClient } from './client'

declare global {
  interface Window {
    readonly slipway: { call(name: string, input: unknown): Promise<Reply<unknown>> }
  }
}

/** The preload forwards the message's port to main: no function of the renderer ever crosses the bridge. */
const bridge: Bridge = {
  call: (name, input) => window.slipway.call(name, input),
  open(name, input) {
    const { port1, port2 } = new MessageChannel()
    window.postMessage({ type: 'slipway:open', name, input }, '*', [port2])
    return {
      post: (message) => port1.postMessage(message),
      onMessage: (listener) => {
        port1.onmessage = (event) => listener(event.data)
      },
      close: () => port1.close(),
    }
  },
}

/** Everything that the window can ask of main. */
export const api: Api = createClient(contract, bridge)
