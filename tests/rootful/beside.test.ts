import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { engineParts } from '../../main/engine/owned/parts'
import { asUser, temporaryUser } from '../../scripts/support/temporaryUser.mjs'
import { containerPid, docker, importBusybox, processesOf, root, temporaryHome } from '../support/engine'
import { type Isolation, isolate } from '../support/isolation'
import { isAlive } from '../support/processes'

let home: string
let network: Isolation

beforeEach(async () => {
  home = temporaryHome()
  network = await isolate()
})

afterEach(async () => {
  const left = processesOf(home)
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  await network.dispose()
  rmSync(home, { recursive: true, force: true })
})

/** A dockerd of root's with its usual bridge and firewall chains, as a system's own. */
async function startSystemDocker() {
  const { bin } = engineParts(root)
  mkdirSync(join(home, 'system'))
  writeFileSync(join(home, 'system/daemon.json'), '{}')
  const at = (name: string) => join(home, 'system', name)
  const socket = at('docker.sock')
  const places = ['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')]
  const words = [...places, '--host', `unix://${socket}`, '--config-file', at('daemon.json')]
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const dockerd = network.start(join(bin, 'dockerd'), words, env)
  const ended = new Promise((resolve) => dockerd.once('exit', resolve))
  await expect.poll(() => existsSync(socket)).toBe(true)
  return {
    socket,
    async stop() {
      dockerd.kill('SIGTERM')
      await ended
    },
  }
}

/** Devices with their addresses, and all rules, without what counts packets. */
async function networkState(): Promise<string> {
  const devices = await network.run('ip', ['-br', 'address'])
  const rules = await network.run('iptables-save', [])
  return `${devices}\n${rules.replace(/^#.*$|\[\d+:\d+\]/gm, '')}`
}

test('a system dockerd keeps its containers, bridges and rules beside an ordinary user’s engine', async () => {
  const system = await startSystemDocker()
  const user = await temporaryUser()
  const slipway = (...words: string[]) => {
    const { program, args } = asUser(user, [user.node, join(user.tree, 'bin/slipway'), ...words])
    return network.run(program, args, { ...user.env, SLIPWAY_HOME: join(user.home, 'sw') })
  }
  try {
    const image = await importBusybox(system)
    const publish = ['-p', '127.0.0.1:8080:80', '--restart', 'always']
    const serve = 'echo system > /tmp/index.html; exec httpd -f -p 80 -h /tmp'
    await docker(system, 'network', 'create', 'own')
    const words = ['-d', '--init', '--name', 'web', '--network', 'own', ...publish]
    await docker(system, 'run', ...words, image, 'sh', '-c', serve)
    const pid = await containerPid(system, 'web')
    const read = "fetch('http://127.0.0.1:8080/').then((answer) => answer.text()).then(console.log)"
    const answer = () => network.run(process.execPath, ['-e', read]).catch(({ stderr }) => stderr)
    await expect.poll(answer).toBe('system')
    const before = await networkState()
    const expectUntouched = async () => {
      expect(await networkState()).toBe(before)
      expect(await answer()).toBe('system')
      expect(await containerPid(system, 'web')).toBe(pid)
      expect(isAlive(pid)).toBe(true)
    }

    expect(await slipway('engine', 'start')).toMatch(/^Engine ready: Docker/)
    await expectUntouched()
    const socket = join(user.home, 'sw/run/docker.sock')
    await importBusybox({ socket })
    await slipway(
      'docker',
      'run',
      '-d',
      '--init',
      '--name',
      'mine',
      '-p',
      '127.0.0.1:8081:80',
      image,
      'sleep',
      '1000',
    )
    await expectUntouched()
    const { processes } = JSON.parse(await slipway('engine', 'status', '--json'))
    for (const { name, pid: killed } of processes) if (name === 'dockerd') process.kill(killed, 'SIGKILL')
    const names = () => slipway('docker', 'ps', '--format', '{{.Names}}').catch(String)
    await expect.poll(names).toBe('mine')
    await expectUntouched()
    await slipway('engine', 'stop')
    await expectUntouched()
  } finally {
    await slipway('engine', 'stop').catch(() => {})
    await user.remove()
    await docker(system, 'rm', '-f', 'web').catch(() => {})
    await system.stop()
  }
})
