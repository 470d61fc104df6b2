import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../main/contract/contract'
import { AppError } from '../../main/contract/errors'
import type { EngineRequest } from '../../main/engine/api/request'
import { type Connection, createConnection } from '../../main/engine/client/connection'
import { createEvents } from '../../main/engine/client/events'
import { createSwitchingConnection } from '../../main/engine/client/switchingConnection'
import type { Engine } from '../../main/engine/owned/lifecycle'
import { createReaderClient } from '../../main/layers/reader/readerClient'
import { createLayersClient, type LayersClient } from '../../main/layers/worker/layersClient'
import { createTrials } from '../../main/services/connections/trials'
import { createContainers } from '../../main/services/containers/containers'
import { createEngineService } from '../../main/services/engine/engine'
import { createImages } from '../../main/services/images/images'
import { createLayers } from '../../main/services/layers/layers'
import { createRegistries } from '../../main/services/registries/registries'
import { createUsage } from '../../main/services/usage/usage'
import { createVolumes } from '../../main/services/volumes/volumes'
import { bundleLayers, type LayersBundle } from '../support/bundle'
import { type AskedServices, type EngineCall, engineCalls } from '../support/engineCalls'
import { eventually } from '../support/eventually'
import { type Answer, createFakeEngine, faults, stream } from '../support/fakeEngine'
import { noCredentials } from '../support/noCredentials'

/** Milliseconds; what a service asks for is too long for a test. */
const deadline = 250

/** The same connection with shorter deadlines: what happens at them is what is tested. */
function impatient(connection: Connection): Connection {
  const hasten = (request: EngineRequest) => ({
    ...request,
    timeout: deadline,
    idleTimeout: request.idleTimeout && deadline,
  })
  return {
    ...connection,
    request: (request) => connection.request(hasten(request)),
    stream: (request) => connection.stream(hasten(request)),
  }
}

let bundle: LayersBundle
let client: LayersClient
let folder: string

beforeAll(async () => {
  bundle = await bundleLayers()
  client = createLayersClient({ script: bundle.scripts.layersWorker })
  folder = await mkdtemp(join(tmpdir(), 'slipway-calls-'))
})
afterAll(async () => {
  await client?.close()
  await bundle?.remove()
  if (folder) await rm(folder, { recursive: true })
})

/** Every service on an engine that does as it is told, and one of its methods called. */
async function callWith(call: EngineCall, answers: readonly Answer[], isPatient = false) {
  const fake = await createFakeEngine()
  const { socket } = fake
  fake.on('GET', '/events', stream([], { end: false }))
  // The first that fits answers.
  for (const [at, { method, target }] of [...call.steps.entries()].reverse()) {
    fake.on(method, target, answers[at]!)
  }
  const connection = createSwitchingConnection(
    isPatient ? createConnection({ socket }) : impatient(createConnection({ socket })),
  )
  const events = createEvents(connection, { onWake: () => () => {} })
  const desktop = {
    chooseNewFile: async () => join(folder, 'web.log'),
    openUrl: async () => {},
    chooseArchive: async () => join(folder, 'web.tar'),
    chooseArchiveDirectory: async () => null,
    chooseSaveDirectory: async () => null,
  }
  const reader = createReaderClient({ script: bundle.scripts.layersReader })
  const parts = { connection, events, desktop, credentials: noCredentials }
  const surroundings = { personHome: folder, env: {}, program: null, ownKnownHosts: join(folder, 'known') }
  const trials = createTrials(surroundings, isPatient ? undefined : deadline)
  const services: AskedServices = {
    containers: createContainers(parts),
    images: createImages({ ...parts, reader, welcome: () => null }),
    layers: createLayers({
      ...parts,
      client,
      reader,
      walked: () => null,
      cache: join(folder, 'cache'),
      scratch: join(folder, 'scratch'),
    }),
    usage: createUsage({ ...parts, isOwn: () => false }),
    volumes: createVolumes({ ...parts, walked: () => null }),
    registries: createRegistries(parts),
    connections: { tryOut: ({ target }) => trials.greet(target) },
    engine: createEngineService({
      state: { socket },
      paths: { data: '/nowhere', log: () => '/nowhere/dockerd.log' },
    } as unknown as Engine),
  }
  const stop = new AbortController()
  const outcome = await call.ask(services, { signal: stop.signal, socket, folder }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  const wire = fake.requests.map(({ method, target }) => `${method} ${target}`)
  stop.abort()
  events.dispose()
  connection.dispose()
  await eventually(() => expect(fake.open).toBe(0))
  await fake.dispose()
  return { outcome, wire: wire.filter((line) => line !== 'GET /events') }
}

const methods = Object.entries(contract).flatMap(([section, methods]) =>
  Object.keys(methods).map((method) => {
    const calls = engineCalls[section as keyof typeof engineCalls] as Record<string, EngineCall | 'elsewhere'>
    return { name: `${section}.${method}`, call: calls[method] }
  }),
)

it('each method of the contract is known to ask the engine, or to ask nothing of it', () => {
  expect(methods.filter(({ call }) => !call)).toEqual([])
})

describe.concurrent('a fault at any step of any method ends it with an AppError', () => {
  for (const { name, call } of methods) {
    if (!call || call === 'elsewhere') continue
    const fits = (line: string, { method, target }: (typeof call.steps)[number]) => {
      const [verb, path = ''] = line.split(' ')
      return verb === method && target.test(path)
    }

    it(`${name} asks what it is thought to ask`, async () => {
      const { wire } = await callWith(
        call,
        call.steps.map(({ good }) => good),
        true,
      )
      for (const step of call.steps) {
        expect(
          wire.filter((line) => fits(line, step)),
          String(step.target),
        ).not.toEqual([])
      }
    })

    for (const [at, step] of call.steps.entries()) {
      it(`${name}: ${step.method} ${step.target}`, async () => {
        const befalling = Object.entries(faults).filter(([fault]) => !step.takes?.includes(fault))
        const tried = befalling.map(async ([fault, answer]) => {
          const answers = call.steps.map(({ good }, index) => (index === at ? answer : good))
          const { outcome, wire } = await callWith(call, answers)
          expect(outcome, fault).toBeInstanceOf(AppError)
          expect(['internal', 'cancelled'], `${fault}: ${outcome}`).not.toContain((outcome as AppError).code)
          // Only reads are tried again, once.
          const times = Math.max(
            ...wire.map((line) => (fits(line, step) ? wire.filter((other) => other === line).length : 0)),
          )
          expect(times, `${fault}: ${wire}`).toBeLessThanOrEqual(step.method === 'GET' ? 2 : 1)
          // Nothing is changed after it.
          const before = call.steps.slice(0, at + 1)
          const unasked = wire.filter(
            (line) =>
              !line.startsWith('GET ') && !before.some((each) => fits(line, each)) && !call.after?.test(line),
          )
          expect(unasked, fault).toEqual([])
        })
        await Promise.all(tried)
      })
    }
  }
})
