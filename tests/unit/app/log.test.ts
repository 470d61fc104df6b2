import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../main/app/log'
import { AppError } from '../../../main/contract/errors'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the log', () => {
  it('holds the stack, the code and the causes of an error', () => {
    const log = join(folder, 'main.log')
    const cause = new Error('deep down')
    createLog(log).error(new AppError('internal', {}, { cause }), 'containers.start')
    const text = readFileSync(log, 'utf8')
    expect(text).toMatch(/containers\.start: AppError: Something went wrong inside Slipway\.\n\s+at /)
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
