import { createServer } from 'node:net'
import { welcomeImage } from '../contract/constants'
import { AppError } from '../contract/errors'
import { engineApi } from '../engine/api/api'
import { createConnection } from '../engine/client/connection'
import type { Engine } from '../engine/owned/lifecycle'
import { isPackaged } from '../engine/owned/parts'
import { buildWelcome, welcomeParts } from '../services/builds/welcome'
import { bringUp } from './bringUp'
import { UsageError } from './usage'

/**
 * `slipway welcome`: builds the welcome image, and says what to do with it; resolves to the exit code, which is 130 when
 * it was told to stop.
 * @param root the application's root
 */
export async function runWelcome(engine: Engine, words: readonly string[], root: string): Promise<number> {
  const [extra] = words
  if (extra !== undefined) throw new UsageError(`welcome does not take ${extra}`)
  await bringUp(engine)
  const { socket } = engine.state
  const connection = createConnection({ socket })
  const stop = new AbortController()
  const abort = () => stop.abort()
  process.on('SIGINT', abort).on('SIGTERM', abort)
  try {
    process.stderr.write(`slipway: building ${welcomeImage}\n`)
    const parts = welcomeParts(root, engine.parts)
    for await (const { done } of buildWelcome(engineApi(connection), socket, parts, stop.signal)) {
      if (done) process.stdout.write(await nextSteps(isPackaged(root) ? 'slipway' : 'bin/slipway'))
    }
    return 0
  } catch (error) {
    if (AppError.from(error).code !== 'cancelled') throw error
    process.stderr.write('slipway: stopped; nothing was built\n')
    return 130
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort)
    connection.dispose()
  }
}

async function nextSteps(slipway: string): Promise<string> {
  const [name] = welcomeImage.split(':')
  const port = await freePort(8080)
  return `Built ${welcomeImage}, without a network: the blueprint. Launch a container from it:

  ${slipway} docker run -d -p ${port}:80 ${name}

Then open http://localhost:${port}, and see what the image is made of, and what one of its steps wastes:

  ${slipway} layers ${name}
`
}

/** The first port from this one on that nobody listens at: what is proposed works. */
function freePort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(port < 65535 ? freePort(port + 1) : port))
    server.listen(port, () => server.close(() => resolve(port)))
  })
}
