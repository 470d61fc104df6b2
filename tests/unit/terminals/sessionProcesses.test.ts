import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, expect, it } from 'vitest'
import { sessionOf } from '../../../main/services/terminals/sessionProcesses'
import { eventually } from '../../support/eventually'
import { isAlive, processes } from '../../support/processes'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A shell that leads a session, and says its own number and those of what it has started. */
async function session(script: string, count: number): Promise<number[]> {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const said = () => text.split('\n').filter(Boolean).map(Number)
  await eventually(() => expect(said()).toHaveLength(count))
  return [child.pid!, ...said()]
}

it('all of a session end by HUP, and by KILL what does not', async () => {
  const pids = await session(
    `(trap '' HUP; echo $$ >/dev/null; sleep 61 & echo $!; wait) & sleep 62 & echo $!; wait`,
    2,
  )
  const found = sessionOf(pids[0]!)
  expect(await found?.end()).toBe(false)
  for (const pid of pids) expect(isAlive(pid), String(pid)).toBe(false)
})

it('what has left the session is none of it', async () => {
  const [leader] = await session('setsid sleep 63 & echo $!; sleep 64', 1)
  const isAway = () => processes().find(({ command }) => command === 'sleep 63')
  await eventually(() => expect(isAway()).toBeDefined())
  await sessionOf(leader!)?.end()
  expect(isAlive(leader!)).toBe(false)
  const away = isAway()
  expect(away).toBeDefined()
  process.kill(away!.pid, 'SIGKILL')
})

it('is found only of a process that leads one', async () => {
  const [leader, child] = await session('sleep 65 & echo $!; wait', 1)
  expect(sessionOf(child!)).toBeNull()
  expect(sessionOf(999_999_999)).toBeNull()
  await sessionOf(leader!)?.end()
})

it('what has ended by itself needs no end', async () => {
  const [leader, child] = await session('sleep 66 & echo $!; wait', 1)
  const found = sessionOf(leader!)
  process.kill(child!, 'SIGKILL')
  await eventually(() => expect(isAlive(leader!)).toBe(false))
  expect(await found?.end()).toBe(false)
})
