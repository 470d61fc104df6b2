import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http'
import { stringify } from 'node:querystring'
import type { Dial, Dialer } from './modem'

/**
 * Sends reads without dockerode, which takes as long to load as a short command of `bin/slipway` takes for all the rest.
 * @param way which agent or which stream they go over
 */
export function createReadDialer(way: RequestOptions): Dialer {
  return readsOnly((dial) => sendRead(way, dial).answer)
}

/** What takes no stream over: nobody asks it for one. */
export function readsOnly(send: Dialer['send']): Dialer {
  return { send, hijack: () => Promise.reject(new Error('Only reads are sent here')) }
}

/** Sends one. `request` closes when its stream is free for another. */
export function sendRead(
  way: RequestOptions,
  { method, path, query, headers, signal }: Dial,
): { readonly request: ClientRequest; readonly answer: Promise<IncomingMessage> } {
  const sent = request({
    ...way,
    method,
    path: withQuery(path, query),
    headers: { Host: 'docker', ...headers },
    signal,
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject)
  })
  sent.end()
  return { request: sent, answer }
}

/** As dockerode writes it: a name for each item of a list, all else that is no plain value as JSON. */
function withQuery(path: string, query: Dial['query']): string {
  const isPlain = (value: unknown) => Array.isArray(value) || typeof value !== 'object'
  const words = Object.entries(query).map(([name, value]) => [
    name,
    isPlain(value) ? value : JSON.stringify(value),
  ])
  return words.length > 0 ? `${path}?${stringify(Object.fromEntries(words))}` : path
}
