import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { docker, dockerdOf, type TestEngine } from '../../support/engine'
import { startRegistry } from '../../support/registry'
import { addConnection } from './addedConnection'
import { buildImage, noiseImage } from './builds'

type Engine = TestEngine & { readonly image: string }

/** An engine as somebody has it who uses it every day: a project, something that failed, what is left from before, a registry. */
export interface EverydayWorld {
  /** An image that the registry has and the engine has not. */
  readonly pulled: string
  /** Ends all of it but the engine. */
  leave(): Promise<void>
}

const shop = ['--label', 'com.docker.compose.project=shop']

export async function everydayWorld(engine: Engine): Promise<EverydayWorld> {
  const socket = join(engine.home, 'second.sock')
  const relay = await relayTo(engine.socket, socket)
  addConnection(engine.home, 'Second', { kind: 'unix', socket })
  const registry = await startRegistry(dockerdOf(engine.home))
  const pulled = `${registry.host}/n:1`
  await noiseImage(engine, 'n:1', 1000)
  await docker(engine, 'tag', 'n:1', pulled)
  await docker(engine, 'push', '--quiet', pulled)
  await docker(engine, 'rmi', 'n:1', pulled)
  const serve = `FROM ${engine.image}\nEXPOSE 80\nCMD ["httpd", "-f", "-p", "80", "-h", "/etc"]\n`
  await buildImage(engine, 'web:1', serve)
  const big = { path: 'big', content: Buffer.alloc(3_000_000, 'x') }
  await buildImage(engine, 'web:2', 'FROM web:1\nCOPY big /big\n', [big])
  await sleeping(engine, 'front', shop)
  await sleeping(engine, 'back', shop)
  await sleeping(engine, 'shopkeeper')
  for (const name of ['old-1', 'old-2']) await docker(engine, 'run', '--name', name, engine.image, 'true')
  // It says a line that can be searched for, and ends with an error.
  const complain = 'echo no needle in this haystack; exit 3'
  await docker(engine, 'run', '-d', '--name', 'broken', engine.image, 'sh', '-c', complain)
  await docker(engine, 'wait', 'broken')
  return {
    pulled,
    async leave() {
      await registry.stop()
      await new Promise((done) => relay.close(done))
      rmSync(join(engine.home, 'connections.json'), { force: true })
    },
  }
}

/** Of the project something runs again. */
export const renewWorld = (engine: Engine): Promise<void> => sleeping(engine, 'front-2', shop)

async function sleeping(engine: Engine, name: string, more: readonly string[] = []): Promise<void> {
  const how = ['-d', '--stop-signal', 'KILL', '--name', name, ...more]
  await docker(engine, 'run', ...how, engine.image, 'sleep', '1000')
}

/** Another way to the same engine: to the window a connection of its own. */
async function relayTo(socket: string, at: string): Promise<Server> {
  rmSync(at, { force: true })
  const server = createServer((near) => {
    const far = connect(socket)
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
  })
  await new Promise<void>((done) => server.listen(at, done))
  return server
}
