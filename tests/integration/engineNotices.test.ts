import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sentence } from '../../main/texts/sentence'
import { docker, dockerdOf, explain, importBusybox, processesOf } from '../support/engine'
import { follow } from '../support/engineData'
import { freshEngine } from '../support/freshEngine'
import { programsInside } from '../support/namespaces'
import { processes } from '../support/processes'
import { signal } from '../support/signal'
import { startWeb, webAnswer } from '../support/web'

test('containers that the engine passes over are named, with their file, until they are there again', async () => {
  const { engine, socket, home } = await freshEngine()
  await importBusybox({ socket })
  const ids: string[] = []
  for (const name of ['emptied', 'cut', 'whole']) {
    ids.push(await docker({ socket }, 'create', '--name', name, 'busybox:test'))
  }
  const leaving = await docker({ socket }, 'create', '--name', 'leaving', 'busybox:test')
  const passing = await docker({ socket }, 'create', '--rm', '--name', 'passing', 'busybox:test')
  await engine.stop()
  const folder = (id: string) => join(home, 'engine/data/containers', id)
  const [emptied, cut] = ids.slice(0, 2).map((id) => join(folder(id), 'config.v2.json')) as [string, string]
  const before = readFileSync(cut, 'utf8')
  truncateSync(emptied, 0)
  writeFileSync(cut, before.slice(0, before.indexOf('"Name":"/cut"') + 20))
  // A kill that cuts off its creation leaves this of one: nobody was ever told that it is there.
  const unborn = folder('c0ffee'.padEnd(64, '0'))
  mkdirSync(join(unborn, 'checkpoints'), { recursive: true })
  for (const name of ['hostconfig.json', '.tmp-config.v2.json123']) writeFileSync(join(unborn, name), before)
  // And this one that cuts off its removal, once its layer is gone.
  const left = join(folder(leaving), 'config.v2.json')
  writeFileSync(left, readFileSync(left, 'utf8').replace('"Dead":false', '"Dead":true'))
  rmSync(join(home, 'engine/data/image/overlay2/layerdb/mounts', leaving), { recursive: true })

  const state = await engine.start()
  expect(state.phase, explain(state)).toBe('ready')
  const names = [ids[0]!.slice(0, 12), `cut (${ids[1]!.slice(0, 12)})`]
  await expect.poll(() => engine.state.reason).toMatchObject({ code: 'data/unlisted', params: { n: 2 } })
  const { names: said, files } = engine.state.reason!.params as Record<string, string[]>
  expect([...said!].sort()).toEqual(names.sort())
  expect([...files!].sort()).toEqual([emptied, cut].sort())
  expect(existsSync(folder(passing))).toBe(false)
  expect(existsSync(folder(leaving)), 'dockerd passes it over').toBe(true)

  // Put back, it is there again; of the other one the person wants to hear no more.
  await engine.stop()
  writeFileSync(cut, before)
  await engine.start()
  await expect.poll(() => engine.state.reason).toMatchObject({ params: { n: 1, files: [emptied] } })
  expect(await docker({ socket }, 'ps', '-a', '--format', '{{.Names}}')).toMatch(/^(cut\nwhole|whole\ncut)$/)
  follow(engine.state.advice)
  await engine.look()
  expect(engine.state).toMatchObject({ phase: 'ready', reason: null, advice: null })
  expect(readdirSync(join(home, 'engine/damaged'))).toEqual([ids[0]])
})

test('an engine that lists all it has says nothing, whatever comes and goes meanwhile', async () => {
  const { engine, socket } = await freshEngine()
  await startWeb({ socket })
  await docker({ socket }, 'restart', '--time', '0', 'web')
  await engine.look()
  await docker({ socket }, 'rm', '--force', 'web')
  await engine.look()
  expect(engine.state).toMatchObject({ phase: 'ready', reason: null, advice: null })
})

/** The process that leads a published port to its container. */
const proxyOf = (dockerd: number) =>
  processes().find(({ parent, command }) => parent === dockerd && /docker-proxy /.test(command))?.pid

test('a port whose process was killed is told of with its container, and answers again after the command', async () => {
  const { engine, socket, home } = await freshEngine()
  await startWeb({ socket })
  const port = (await docker({ socket }, 'port', 'web', '80')).split(':').at(-1)
  await engine.look()
  expect(engine.state.reason).toBeNull()
  signal(proxyOf(dockerdOf(home)), 'SIGKILL')
  await expect.poll(() => webAnswer({ socket }).catch(() => 'dead')).toBe('dead')
  await expect
    .poll(() => engine.look().then(() => engine.state.reason))
    .toEqual(sentence('ports/unheard', { containers: [`web (${port})`] }))
  const id = await docker({ socket }, 'inspect', '--format', '{{.Id}}', 'web')
  expect(engine.state.deadPorts).toEqual({ [id]: [port] })
  follow(engine.state.advice)
  expect(await webAnswer({ socket })).toBe('works')
  await engine.look()
  expect(engine.state).toMatchObject({ phase: 'ready', reason: null, advice: null, deadPorts: {} })
})

test('a port that a new dockerd cannot have again is told of', async () => {
  const { engine, socket, home } = await freshEngine()
  await startWeb({ socket })
  const port = (await docker({ socket }, 'port', 'web', '80')).split(':').at(-1)
  const keeper = processesOf(home).find(({ command }) => /slipway-keeper/.test(command))!.pid
  const dockerd = dockerdOf(home)
  signal(keeper, 'SIGSTOP')
  signal(dockerd, 'SIGKILL')
  const taker = await takePort(join(home, 'run'), port!)
  signal(keeper, 'SIGCONT')
  await expect
    .poll(() => engine.state)
    .toMatchObject({ phase: 'ready', reason: sentence('ports/unheard', { containers: [`web (${port})`] }) })
  taker.kill()
  follow(engine.state.advice)
  expect(await webAnswer({ socket })).toBe('works')
})

/** Listens at a port of the engine's own network as soon as it is free. */
async function takePort(run: string, port: string): Promise<ChildProcess> {
  const script = `const at = () => require('net').createServer().on('error', () => setTimeout(at, 20))
    .listen(${port}, '127.0.0.1', () => console.log('taken')); at()`
  const [program, ...words] = programsInside({ mode: 'rootless', run }) as [string, ...string[]]
  const inside = [...words, '-n', process.execPath, '-e', script]
  const taker = spawn(program, inside, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void taker.kill('SIGKILL'))
  await new Promise((resolve) => taker.stdout.once('data', resolve))
  return taker
}
