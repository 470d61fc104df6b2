import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { TlsFiles } from '../../main/contract/connections'
import { engineParts } from '../../main/engine/owned/parts'
import type { Refused, SeenContainers } from '../support/containersAt'
import { requestsIn } from '../support/debugLog'
import { importBusybox, processesOf, root, temporaryHome } from '../support/engine'
import { type Isolation, isolate } from '../support/isolation'
import { type Certificates, makeCertificates } from '../support/tlsEngine'

const port = 2376

let home: string
let network: Isolation
let trusted: Certificates
/** Of another authority, which the engine does not know, and which does not know the engine. */
let strange: Certificates

beforeAll(() => {
  trusted = makeCertificates()
  strange = makeCertificates()
})
afterAll(() => {
  trusted?.dispose()
  strange?.dispose()
})
beforeEach(async () => {
  home = temporaryHome()
  network = await isolate()
})
afterEach(async () => {
  for (const { pid } of processesOf(home)) process.kill(pid, 'SIGKILL')
  await network.dispose()
  rmSync(home, { recursive: true, force: true })
})

/** A dockerd that lets in only whom its authority vouches for, as Docker's own manual has it. */
async function startDockerd({ cert, key }: Certificates['server']) {
  const { bin } = engineParts(root)
  const at = (name: string) => join(home, 'system', name)
  mkdirSync(at(''))
  writeFileSync(at('daemon.json'), '{}')
  const places = ['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')]
  const hosts = ['--host', `tcp://127.0.0.1:${port}`, '--host', `unix://${at('docker.sock')}`]
  const tls = ['--tlsverify', '--tlscacert', trusted.ca, '--tlscert', cert, '--tlskey', key]
  const words = ['--debug', '--config-file', at('daemon.json'), ...places, ...hosts, ...tls]
  const script = 'log=$1; shift; exec "$@" 2> "$log"'
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const dockerd = network.start('sh', ['-c', script, 'sh', at('log'), join(bin, 'dockerd'), ...words], env)
  const ended = new Promise((resolve) => dockerd.once('exit', resolve))
  const log = () => (existsSync(at('log')) ? readFileSync(at('log'), 'utf8') : '')
  await expect.poll(log).toContain(`API listen on 127.0.0.1:${port}`)
  return {
    socket: at('docker.sock'),
    log,
    /** What was asked of it. */
    requests: () => requestsIn(log()),
    async stop() {
      dockerd.kill('SIGTERM')
      await ended
    },
  }
}

/** Slipway's own client, where that dockerd is. */
async function speak(files: Partial<TlsFiles>): Promise<SeenContainers | Refused> {
  const tls = { ca: null, cert: null, key: null, ...files }
  const target = { kind: 'tcp', host: '127.0.0.1', port, tls }
  const [runner, client] = ['typeScript.mjs', 'containersAt.ts'].map((name) =>
    join(root, 'tests/support', name),
  )
  // Verification is not for the environment to switch off.
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  return JSON.parse(await network.run(process.execPath, [runner!, client!, JSON.stringify(target)], env))
}

test('a dockerd with --tlsverify is whole, for those whom its authority vouches for', async () => {
  const dockerd = await startDockerd(trusted.server)
  await importBusybox(dockerd)
  expect(await speak({ ca: trusted.ca, ...trusted.client })).toEqual({
    apiVersion: expect.stringMatching(/^1\.\d+$/),
    states: ['running', 'exited'],
    log: 'hello',
    left: 0,
  })
  const asked = dockerd.requests()
  expect(asked).toContainEqual(expect.stringMatching(/POST .*\/containers\/create/))

  for (const files of [{ ca: trusted.ca }, { ca: trusted.ca, ...strange.client }]) {
    const refused = await speak(files)
    expect(refused).toMatchObject({ code: 'login-denied' })
  }
  expect(await speak({ ca: strange.ca, ...trusted.client })).toMatchObject({ code: 'certificate-refused' })
  expect(await speak(trusted.client)).toMatchObject({ code: 'certificate-refused' })
  expect(dockerd.requests()).toEqual(asked)
  await dockerd.stop()
})

test.each([
  ['made out to another name', 'otherName', /127\.0\.0\.1 is not in the cert/],
  ['run out', 'expired', /expired/],
] as const)('a dockerd whose certificate is %s is sent nothing', async (_, certificate, reason) => {
  const dockerd = await startDockerd(trusted[certificate])
  const refused = await speak({ ca: trusted.ca, ...trusted.client })
  expect(refused).toEqual({ code: 'certificate-refused', reason: expect.stringMatching(reason) })
  expect(dockerd.requests()).toEqual([])
  await dockerd.stop()
})
