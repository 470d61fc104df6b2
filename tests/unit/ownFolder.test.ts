import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeToOthers } from '../../main/engine/owned/ownFolder'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a folder of ours', () => {
  it.each([
    [0o777, 0o755],
    [0o1777, 0o1755],
    [0o770, 0o750],
    [0o755, 0o755],
    [0o700, 0o700],
  ])('of mode %o is written to by nobody else', (before, after) => {
    chmodSync(folder, before)
    closeToOthers(folder)
    expect((statSync(folder).mode & 0o7777).toString(8)).toBe(after.toString(8))
  })

  it('is left as it is where there is none', () => {
    expect(() => closeToOthers(join(folder, 'none'))).not.toThrow()
  })
})
