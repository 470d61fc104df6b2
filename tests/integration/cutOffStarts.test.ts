import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { docker, dockerdOf, importBusybox, type TestEngine } from '../support/engine'
import { eventually } from '../support/eventually'
import { freshEngine } from '../support/freshEngine'
import { isAlive } from '../support/processes'
import { signal } from '../support/signal'

/** Where containerd keeps what it runs for dockerd, a folder each. */
const taskOf = (test: Pick<TestEngine, 'engine'>, id: string) =>
  join(test.engine.paths.run, 'containerd/io.containerd.runtime.v2.task/moby', id)

/** Kills dockerd; resolves once another one answers. */
async function dockerdKilled(test: Pick<TestEngine, 'home' | 'socket'>): Promise<void> {
  const killed = dockerdOf(test.home)
  signal(killed, 'SIGKILL')
  await eventually(() => expect(isAlive(killed)).toBe(false))
  await eventually(() => docker(test, 'ps'))
}

it('a container starts again of which containerd has kept the folder and forgotten the task', async () => {
  const test = await freshEngine()
  await importBusybox(test)
  const id = await docker(test, 'create', '--name', 'one', 'busybox:test', 'sleep', '1000')
  await docker(test, 'run', '-d', '--name', 'other', 'busybox:test', 'sleep', '1000')
  const other = await docker(test, 'inspect', '--format', '{{.State.Pid}}', 'other')
  mkdirSync(taskOf(test, id), { recursive: true })
  writeFileSync(join(taskOf(test, id), 'config.json'), '{}')
  await expect(docker(test, 'start', 'one'), 'what it is about').rejects.toThrow(/exists/)

  await dockerdKilled(test)
  expect(existsSync(taskOf(test, id))).toBe(false)
  await docker(test, 'start', 'one')
  expect(await docker(test, 'inspect', '--format', '{{.State.Pid}}', 'other'), 'what runs runs on').toBe(
    other,
  )
})

it('a container starts again whenever dockerd was killed while it started it', async () => {
  const test = await freshEngine()
  await importBusybox(test)
  const id = await docker(test, 'create', '--init', '--name', 'one', 'busybox:test', 'sleep', '1000')
  // A fifth kill within minutes would be one too many for the keeper.
  for (const delay of [0, 20, 50, 90]) {
    const starting = docker(test, 'start', 'one').catch(() => {})
    await eventually(() => expect(existsSync(taskOf(test, id))).toBe(true))
    await pause(delay)
    await dockerdKilled(test)
    await starting
    const state = () => docker(test, 'inspect', '--format', '{{.State.Status}}', 'one')
    if ((await state()) !== 'running') await docker(test, 'start', 'one')
    expect(await state()).toBe('running')
    await docker(test, 'kill', 'one')
    await eventually(() => expect(existsSync(taskOf(test, id))).toBe(false))
  }
})
