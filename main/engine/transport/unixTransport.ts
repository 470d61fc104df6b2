import { connect } from 'node:net'
import { connected, type Transport } from './transport'

/** An engine of this machine: whoever may open its socket may use it. */
export function unixTransport(path: string): Transport {
  return {
    open: async () => connected(connect({ path }), 'connect'),
    close() {},
  }
}
