import type { Socket } from 'node:net'
import { addConnection } from '../../e2e/support/addedConnection'
import { createFakeEngine, json, respond, streamHead } from '../../support/fakeEngine'
import { startPrivateEngine } from './privateEngine'

/** An engine of nothing but a long list, and a home whose window begins with it. */
export interface LongList {
  readonly home: string
  /** There is one more container, and the engine says so. */
  change(): void
  end(): Promise<void>
}

/** @param count of containers @param projects of Compose's that they belong to */
export async function startLongList(count: number, projects = 97): Promise<LongList> {
  const fake = await createFakeEngine()
  let events: Socket | undefined
  fake.on('GET', /\/_ping$/, json('OK'))
  fake.on('GET', /\/version$/, json({ Version: '26.1.5', ApiVersion: '1.45' }))
  fake.on('GET', /\/info$/, json({ ID: 'long', Name: 'long' }))
  fake.on('GET', /\/events$/, (socket) => {
    events = socket
    socket.write(streamHead)
  })
  fake.on('GET', /\/(images\/json|volumes)/, json([]))
  const list = (length: number) => JSON.stringify(Array.from({ length }, (_, at) => listedRow(at, projects)))
  fake.on('GET', /\/containers\/json/, respond(list(count)))
  // A window starts its own engine whichever it shows.
  const own = await startPrivateEngine()
  addConnection(own.home, 'Long', { kind: 'unix', socket: fake.socket }, true)
  return {
    home: own.home,
    change() {
      fake.on('GET', /\/containers\/json/, respond(list(count + 1)))
      const event = { Type: 'container', Action: 'destroy', Actor: { ID: idOf(count) } }
      const line = `${JSON.stringify(event)}\n`
      events?.write(`${line.length.toString(16)}\r\n${line}\r\n`)
    },
    async end() {
      await own.end()
      await fake.dispose()
    },
  }
}

const idOf = (at: number) => at.toString(16).padStart(64, '0')
const states = ['running', 'exited', 'exited', 'created']

/** As Compose would have made it: no two are called alike, and few lie in the order of their names. */
export function listedRow(at: number, projects = 97) {
  const state = states[at % states.length]!
  const shuffled = (at * 7919) % 100_003
  return {
    Id: idOf(at),
    Names: [`/project-${shuffled % projects}-service-${shuffled}-1`],
    Image: `registry.example/team/service-${at % 50}:1.${at % 7}`,
    ImageID: `sha256:${(at % 50).toString(16).padStart(64, '0')}`,
    Command: 'docker-entrypoint.sh serve --verbose',
    Created: 1_700_000_000 + shuffled,
    State: state,
    Status:
      state === 'running' ? 'Up 3 hours' : state === 'exited' ? `Exited (${at % 3}) 2 hours ago` : 'Created',
    Ports:
      at % 2 ? [{ PrivatePort: 80, PublicPort: 20_000 + (at % 40_000), Type: 'tcp', IP: '0.0.0.0' }] : [],
    Labels: {
      'com.docker.compose.project': `project-${shuffled % projects}`,
      'com.docker.compose.service': `service-${shuffled}`,
    },
    Mounts: [],
  }
}
