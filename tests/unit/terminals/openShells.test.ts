import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createOpenShells } from '../../../main/services/terminals/openShells'
import { sessionOf } from '../../../main/services/terminals/sessionProcesses'
import { isAlive } from '../../support/processes'

const started: ChildProcess[] = []
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-shells-'))
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A shell that leads a session. */
function shell() {
  const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' })
  started.push(child)
  return sessionOf(child.pid!)!
}

it('what an earlier run left behind is ended, and not what is open in this one', async () => {
  const [left, ended, open] = [shell(), shell(), shell()]
  const before = createOpenShells(folder)
  before.note(left)
  before.note(ended)()
  const now = createOpenShells(folder)
  const strikeOff = now.note(open)
  await now.sweep()
  expect([left, ended, open].map(({ leader }) => isAlive(leader))).toEqual([false, true, true])
  expect(readdirSync(folder)).toHaveLength(1)
  strikeOff()
  expect(readdirSync(folder)).toEqual([])
})

it('another process of the same number, or of another start of the machine, is none of it', async () => {
  const { leader, start } = shell()
  const shells = createOpenShells(folder)
  shells.note({ leader, start: `${Number(start) - 1}`, end: async () => false })
  writeFileSync(join(folder, `00000000-${leader}-${start}`), '')
  writeFileSync(join(folder, 'something else'), '')
  await createOpenShells(folder).sweep()
  expect(isAlive(leader)).toBe(true)
  expect(readdirSync(folder)).toEqual(['something else'])
  await createOpenShells(join(folder, 'missing')).sweep()
})
