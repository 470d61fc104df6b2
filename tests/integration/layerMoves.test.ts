import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyLayer, eraseLayers, holdFile, moveLayer } from '../../main/layers/layerMoves'
import { layerwalkProgram, type WalkedEngine } from '../../main/layers/layerwalk'
import { root } from '../support/engine'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { isAlive } from '../support/processes'
import { fingerprint } from '../support/removal/fingerprint'

/** Directories of this test's own need nothing to be entered. */
const engine: WalkedEngine = { mode: 'rootful', run: '/nonexistent', program: layerwalkProgram(root) }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-moves-'))
})
afterEach(() => execFileSync('rm', ['-rf', folder]))

const at = (...path: string[]) => join(folder, ...path)
const named = (bytes: readonly number[]) => Buffer.concat([Buffer.from(at('from/')), Buffer.from(bytes)])

function makeEverything() {
  mkdirSync(at('from/deep/er'), { recursive: true })
  writeFileSync(at('from/deep/er/file'), 'content')
  chmodSync(at('from/deep/er/file'), 0o6751)
  linkSync(at('from/deep/er/file'), at('from/again'))
  symlinkSync('nowhere', at('from/link'))
  writeFileSync(at('from/sparse'), 'begin')
  truncateSync(at('from/sparse'), 50_000_000)
  writeFileSync(named([0xff, 0x0a]), 'no UTF-8')
  execFileSync('mkfifo', [at('from/fifo')])
  chmodSync(at('from/deep'), 0o1777)
  for (const path of ['from/again', 'from/deep', 'from']) utimesSync(at(path), 1.5, 1.5)
}

describe('a directory', () => {
  it('gets another place, and nothing that is there is replaced', async () => {
    makeEverything()
    const before = await fingerprint(engine, at('from'))
    await moveLayer(engine, at('from'), at('to'), 'web')
    expect(existsSync(at('from'))).toBe(false)
    expect(await fingerprint(engine, at('to'))).toEqual(before)

    mkdirSync(at('from'))
    expect(await failure(moveLayer(engine, at('to'), at('from'), 'web'))).toMatchObject({
      key: 'conflict/occupied',
    })
    expect(await fingerprint(engine, at('to'))).toEqual(before)
    expect((await failure(moveLayer(engine, at('none'), at('new'), 'web'))).code).toBe('not-found')
  })

  it('is not moved to another file system', async () => {
    makeEverything()
    expect(statSync('/dev/shm').dev).not.toBe(statSync(folder).dev)
    const to = `/dev/shm/slipway-moves-${process.pid}`
    expect(await failure(moveLayer(engine, at('from'), to, 'web'))).toMatchObject({
      key: 'unsupported/apart',
    })
    expect(existsSync(at('from/again'))).toBe(true)
  })

  it('is copied with all that belongs to it, in place of a copy that was cut off', async () => {
    makeEverything()
    mkdirSync(at('to.half/left'), { recursive: true })
    await copyLayer(engine, at('from'), at('to'), 'web')
    expect(await fingerprint(engine, at('to'))).toEqual(await fingerprint(engine, at('from')))
    expect(statSync(at('to/sparse')).blocks).toBe(statSync(at('from/sparse')).blocks)
    expect(existsSync(at('to.half'))).toBe(false)
    // What is written in one is not in the other.
    writeFileSync(at('to/again'), 'changed')
    expect(readFileSync(at('from/again'), 'utf8')).toBe('content')
    expect(readFileSync(at('to/deep/er/file'), 'utf8')).toBe('changed')
    expect((await failure(copyLayer(engine, at('from'), at('to'), 'web'))).key).toBe('conflict/occupied')
  })

  it('is erased without what its links lead to, however deep it is', async () => {
    mkdirSync(at('kept'))
    writeFileSync(at('kept/file'), '')
    // Deeper than a path can say, and than files may usually be open.
    const script = `const { mkdirSync, symlinkSync } = require('node:fs')
      for (let depth = 0; depth < 1500; depth++) {
        mkdirSync('from')
        process.chdir('from')
      }
      symlinkSync(${JSON.stringify(at('kept'))}, 'out')`
    execFileSync(process.execPath, ['-e', script], { cwd: folder })
    await eraseLayers(engine, [at('from'), at('none')], 'web')
    expect(existsSync(at('from'))).toBe(false)
    expect(existsSync(at('kept/file'))).toBe(true)
  })
})

it('a file is held by one at a time', async () => {
  const release = await holdFile(engine.program, at('lock'))
  let held = false
  const second = holdFile(engine.program, at('lock')).then((letGo) => {
    held = true
    return letGo
  })
  expect(() => execFileSync('flock', ['-n', at('lock'), 'true'])).toThrow()
  expect(held).toBe(false)
  release()
  ;(await second)()
})

describe('whoever works on directories', () => {
  it('ends with the process that started it', async () => {
    // It waits for a standard input that stays open, so only by this it ends.
    const script = `const { spawn } = require('node:child_process')
      const [, program, folder] = process.argv
      const env = { SLIPWAY_PARENT: String(process.pid) }
      const { pid } = spawn(program, ['read', folder], { env, stdio: ['inherit', 'ignore', 'ignore'] })
      process.stdout.write(pid + '\\n')`
    const parent = spawn(process.execPath, ['-e', script, engine.program, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [said] = await once(parent.stdout, 'data')
    const child = Number(String(said))
    expect(isAlive(child)).toBe(true)
    parent.kill('SIGKILL')
    await eventually(() => expect(isAlive(child)).toBe(false))
    parent.stdin.destroy()
  })

  it('does nothing where that is gone already', () => {
    mkdirSync(at('from'))
    const env = { SLIPWAY_PARENT: '1' }
    expect(() =>
      execFileSync(engine.program, ['move', at('from'), at('to')], { env, stdio: 'pipe' }),
    ).toThrow('is gone')
    expect(existsSync(at('from'))).toBe(true)
  })
})
