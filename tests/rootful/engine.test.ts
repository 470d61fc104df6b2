import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngine } from '../../main/engine/owned/lifecycle'
import { engineParts } from '../../main/engine/owned/parts'
import { sentence } from '../../main/texts/sentence'
import { importBusybox, processesOf, root, temporaryHome } from '../support/engine'
import { hastyApplication } from '../support/hastyApplication'
import { type Isolation, isolate } from '../support/isolation'
import { isAlive, processes } from '../support/processes'
import { signal } from '../support/signal'

let home: string
let application: string
let network: Isolation

beforeEach(async () => {
  home = temporaryHome()
  application = hastyApplication(temporaryHome())
  network = await isolate()
})

afterEach(async () => {
  await slipway('engine', 'stop').catch(() => {})
  const left = processesOf(home)
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  await network.dispose()
  for (const folder of [home, application]) rmSync(folder, { recursive: true, force: true })
  expect(left).toEqual([])
})

function slipway(...words: string[]): Promise<string> {
  const env = { ...process.env, SLIPWAY_HOME: home }
  return network.run(process.execPath, [join(application, 'bin/slipway'), ...words], env)
}

const docker = (...words: string[]) => slipway('docker', ...words)

/** Names of the bridges that are there, one a line. */
async function bridges(): Promise<string[]> {
  const lines = (await network.run('ip', ['-o', 'link', 'show', 'type', 'bridge'])).split('\n')
  return lines.filter(Boolean).map((line) => line.split(': ')[1]!)
}

async function processId(name: string): Promise<number> {
  const { processes } = JSON.parse(await slipway('engine', 'status', '--json'))
  return processes.find((one: { name: string }) => one.name === name).pid
}

test('an engine of root: its own bridge, containers that outlive dockerd, and nothing left at the end', async () => {
  expect(await slipway('engine', 'start')).toMatch(/^Engine ready: Docker \d+/)
  expect(JSON.parse(await slipway('engine', 'status', '--json'))).toMatchObject({ mode: 'rootful' })
  expect(await bridges()).toEqual(['slipway0'])
  expect(await network.run('ip', ['-o', '-4', 'addr', 'show', 'slipway0'])).toContain('172.17.0.1/16')

  const image = await importBusybox({ socket: join(home, 'run/docker.sock') })
  await docker('network', 'create', 'own')
  expect(await bridges()).toHaveLength(2)
  const subnet = await docker('network', 'inspect', '--format', '{{(index .IPAM.Config 0).Subnet}}', 'own')
  // The first of the pools in the file, or as Docker 28 has it the lowest.
  expect(['172.18.0.0/24', '10.200.0.0/24']).toContain(subnet)
  const serve = 'echo works > /tmp/index.html; exec httpd -f -p 80 -h /tmp'
  const publish = ['--network', 'own', '-p', '127.0.0.1:8080:80']
  await docker('run', '-d', '--init', '--name', 'web', ...publish, image, 'sh', '-c', serve)
  const read = "fetch('http://127.0.0.1:8080/').then((answer) => answer.text()).then(console.log)"
  const answer = () => network.run(process.execPath, ['-e', read])
  await expect.poll(() => answer().catch(({ stderr }) => stderr)).toBe('works')

  const container = Number(await docker('inspect', '--format', '{{.State.Pid}}', 'web'))
  // One that is stopped does not answer any more, which shows after a few looks.
  for (const [name, how] of [
    ['dockerd', 'SIGKILL'],
    ['containerd', 'SIGKILL'],
    ['containerd', 'SIGSTOP'],
  ] as const) {
    const killed = await processId(name)
    process.kill(killed, how)
    const status = () => slipway('engine', 'status', '--json').catch((failed) => failed.stdout)
    const recovered = async () => {
      const { phase, processes } = JSON.parse(await status())
      return phase === 'ready' && processes.every(({ pid }: { pid: number }) => pid !== killed)
    }
    await expect.poll(recovered, { interval: 1000 }).toBe(true)
    expect(Number(await docker('inspect', '--format', '{{.State.Pid}}', 'web'))).toBe(container)
    expect(isAlive(container)).toBe(true)
    expect(await answer()).toBe('works')
    await expect.poll(() => docker('exec', 'web', 'echo', 'hello').catch(String)).toBe('hello')
  }

  await slipway('engine', 'stop')
  expect(isAlive(container)).toBe(false)
  expect(processesOf(home)).toEqual([])
  expect(await bridges()).toEqual([])
  expect(readFileSync(`/proc/${network.pid}/mountinfo`, 'utf8')).not.toContain(home)
  expect(existsSync(join(home, 'run'))).toBe(false)

  await slipway('engine', 'start')
  expect((await bridges()).sort()).toEqual([expect.stringMatching(/^br-/), 'slipway0'])
})

test('a bridge of the machine that a network was put on stays when the engine ends; those that it made go', async () => {
  await network.run('ip', ['link', 'add', 'br-lan', 'type', 'bridge'])
  await slipway('engine', 'start')
  const named = (name: string) => ['--opt', `com.docker.network.bridge.name=${name}`]
  await docker('network', 'create', ...named('br-lan'), '--subnet', '192.0.2.0/24', 'lan')
  await docker('network', 'create', 'own')
  expect(await bridges()).toHaveLength(3)
  await slipway('engine', 'stop')
  expect(await bridges()).toEqual(['br-lan'])

  await slipway('engine', 'start')
  expect((await docker('network', 'ls', '--format', '{{.Name}}')).split('\n')).toContain('lan')
  await slipway('engine', 'stop')
  expect(await bridges()).toEqual(['br-lan'])
})

test('another dockerd that runs is left alone, and said', async () => {
  const { bin } = engineParts(root)
  const at = join(home, 'other')
  mkdirSync(at)
  writeFileSync(`${at}/daemon.json`, '{}')
  const places = ['--data-root', `${at}/data`, '--exec-root', `${at}/exec`, '--pidfile', `${at}/pid`]
  const words = [...places, '--host', `unix://${at}/docker.sock`, '--config-file', `${at}/daemon.json`]
  const other = network.start(join(bin, 'dockerd'), words, {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
  })
  const ended = new Promise((resolve) => other.once('exit', resolve))
  try {
    await expect.poll(() => existsSync(`${at}/docker.sock`)).toBe(true)
    await expect(slipway('engine', 'start')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Another Docker engine runs on this machine (process '),
    })
    await expect(slipway('engine', 'doctor')).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('sudo systemctl stop docker.service docker.socket'),
    })
    await expect.poll(bridges).toEqual(['docker0'])
    expect(existsSync(join(home, 'engine'))).toBe(false)
    expect(isAlive(other.pid!)).toBe(true)
  } finally {
    other.kill('SIGTERM')
    await ended
  }
})

test('root does not run the engine of another user', async () => {
  chownSync(home, 65534, 65534)
  const engine = createEngine({ root, home })
  try {
    const state = await engine.start()
    expect(state.phase).toBe('failed')
    expect(state.reason).toEqual(sentence('folder/owner', { folder: home, owner: 'nobody' }))
  } finally {
    engine.dispose()
  }
})

test('containers that outlived their engine make way for another one, and nobody else who has its mounts', async () => {
  await slipway('engine', 'start')
  const image = await importBusybox({ socket: join(home, 'run/docker.sock') })
  const unlike = `slipway-${process.pid}`
  const work = 'trap "exit 0" TERM; while :; do sleep 0.1; done'
  await docker('run', '-d', '--name', 'kept', '--restart', 'always', image, 'sh', '-c', work, unlike)
  const workers = () => processes().filter(({ command }) => command.endsWith(unlike))
  await expect.poll(workers).toHaveLength(1)
  const [before] = workers()
  // A service of the machine with mounts of its own: a copy of what there was when it started, our containers' among them.
  const service = Number(
    await network.run('sh', ['-c', 'unshare --mount sleep 1000 >/dev/null 2>&1 & echo $!']),
  )
  await expect
    .poll(() => readFileSync(`/proc/${service}/mountinfo`, 'utf8'))
    .toContain(`${home}/engine/data/overlay2`)
  const engine = processesOf(home).filter(({ pid }) => pid !== before!.pid)
  for (const { pid } of engine) signal(pid, 'SIGSTOP')
  for (const { pid } of engine) signal(pid, 'SIGKILL')
  await expect.poll(() => engine.filter(({ pid }) => isAlive(pid))).toEqual([])
  expect(workers()).toHaveLength(1)
  rmSync(join(home, 'run'), { recursive: true, force: true })

  await slipway('engine', 'start')
  await expect.poll(() => docker('ps', '--format', '{{.Names}}')).toBe('kept')
  expect(isAlive(before!.pid)).toBe(false)
  await expect.poll(workers).toHaveLength(1)
  expect(isAlive(service)).toBe(true)
  signal(service, 'SIGKILL')
})
