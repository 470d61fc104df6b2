import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../main/app/log'
import { createSettings } from '../../../main/app/settings'
import { AppError } from '../../../main/contract/errors'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-settings-'))
  file = join(folder, 'settings.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('settings', () => {
  it('are remembered, with a file of the owner alone and nothing beside it', () => {
    createSettings(file).change({ noTraySeen: true })
    createSettings(file).change({ atQuit: 'stop' })
    expect(createSettings(file).read()).toEqual({ noTraySeen: true, atQuit: 'stop' })
    expect(readdirSync(folder)).toEqual(['settings.json'])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('keep what they do not know', () => {
    writeFileSync(file, '{"theme":"dark","atQuit":"keep","nested":{"a":[1]}}')
    createSettings(file).change({ atQuit: 'stop' })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      theme: 'dark',
      atQuit: 'stop',
      nested: { a: [1] },
    })
  })

  it.each(['{"theme":', '', '[1]', 'null'])('never write over a file that holds %j', (text) => {
    writeFileSync(file, text)
    createSettings(file).change({ noTraySeen: true })
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(createSettings(file).read()).toEqual({ noTraySeen: false })
  })

  it('pass over values that make no sense', () => {
    writeFileSync(file, '{"noTraySeen":"yes","atQuit":"explode"}')
    expect(createSettings(file).read()).toEqual({ noTraySeen: false })
  })
})

describe('the log', () => {
  it('holds the stack, the code and the causes of an error', () => {
    const log = join(folder, 'main.log')
    const cause = new Error('deep down')
    createLog(log).error(new AppError('internal', 'on top', undefined, { cause }), 'containers.start')
    const text = readFileSync(log, 'utf8')
    expect(text).toMatch(/containers\.start: AppError: on top\n\s+at /)
    expect(text).toContain('[internal]')
    expect(text).toContain('caused by Error: deep down')
  })

  it('stays within two files of 1 MB, also over starts', () => {
    const path = join(folder, 'main.log')
    for (let start = 0; start < 5; start++) {
      const log = createLog(path)
      for (let entry = 0; entry < 60; entry++) log.note('x'.repeat(30_000))
    }
    expect(readdirSync(folder).sort()).toEqual(['main.log', 'main.log.1'])
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1_000_000)
  })
})
