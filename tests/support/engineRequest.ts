import { request } from 'node:http'

/** An engine's refusal, in its own words and as the command line says them. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(`Error response from daemon: ${message}`)
  }
}

/**
 * Asks an engine over its socket, on a connection of its own; resolves to all that it answers.
 * @param path with its query; the engine's own version of the API answers
 * @throws Refused
 */
export function requestOf(socketPath: string, method: string, path: string, body?: object): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const text = body && JSON.stringify(body)
    const headers = text
      ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
      : {}
    const call = request({ socketPath, path, method, headers, agent: false }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const answer = Buffer.concat(pieces)
        const status = response.statusCode ?? 0
        if (status < 400) resolve(answer)
        else reject(new Refused(status, messageOf(answer.toString())))
      })
    })
    call.on('error', reject)
    call.end(text)
  })
}

function messageOf(text: string): string {
  try {
    return JSON.parse(text).message
  } catch {
    return text
  }
}
