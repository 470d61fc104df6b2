import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeToOthers, folderProblem } from '../../main/engine/owned/ownFolder'
import { sentence } from '../../main/texts/sentence'

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

describe('a folder with a name that Slipway cannot keep', () => {
  it.each(['a\nb', 'a\rb', Buffer.from([0x61, 0xff]).toString()])('%j', (name) => {
    const strange = join(folder, name)
    expect(folderProblem(strange)).toEqual({
      reason: sentence('folder/strange', { folder: strange }),
      advice: null,
    })
  })

  it.each(['a b', 'ä', '日本', 'a\tb', "it's"])('%j is none', (name) => {
    expect(folderProblem(join(folder, name))).toBeNull()
  })
})
