import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves once the engine answers `GET /_ping` with 200: asked again and again, a few milliseconds apart. */
export async function untilAnswers(socketPath: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(3)) {
    if (await answers(socketPath)) return
  }
  throw new Error(`No engine answered at ${socketPath}.`)
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    call.on('error', () => resolve(false))
    call.end()
  })
}
