import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOwnDirectory, type OwnDirectory } from '../../../main/layers/archive/ownDirectory'
import { entry, indexOf } from '../../support/layerEntries'

let folder: string
let own: OwnDirectory
const index = indexOf(entry('a/'), entry('a/b/'), entry('a/b/file'), entry('a/b/c/'))
const at = (path: string) => index.find(Buffer.from(path))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-own-'))
  mkdirSync(join(folder, 'top'))
  mkdirSync(join(folder, 'outside/b'), { recursive: true })
  own = createOwnDirectory(index, at('a'), Buffer.from(join(folder, 'top')))
})
afterEach(() => {
  own.close()
  rmSync(folder, { recursive: true })
})

describe('a directory of our own', () => {
  it('has its entries where they belong', () => {
    own.make(at('a/b'))
    own.make(at('a/b/c'))
    writeFileSync(own.pathOf(at('a/b/file')), 'x')
    expect(readdirSync(join(folder, 'top/b')).sort()).toEqual(['c', 'file'])
  })

  it('is not left through a link that someone put in the place of a directory', () => {
    symlinkSync(join(folder, 'outside/b'), join(folder, 'top/b'))
    expect(() => own.pathOf(at('a/b/file'))).toThrow(/ENOTDIR|ELOOP/)
    expect(() => own.make(at('a/b/c'))).toThrow(/ENOTDIR|ELOOP/)
    expect(readdirSync(join(folder, 'outside/b'))).toEqual([])
  })

  it('stays what it was, when a link takes the place of one that is open', () => {
    own.make(at('a/b'))
    own.descriptor(at('a/b'))
    rmSync(join(folder, 'top/b'), { recursive: true })
    symlinkSync(join(folder, 'outside/b'), join(folder, 'top/b'))
    expect(() => writeFileSync(own.pathOf(at('a/b/file')), 'x')).toThrow(/ENOENT/)
    expect(readdirSync(join(folder, 'outside/b'))).toEqual([])
  })
})
