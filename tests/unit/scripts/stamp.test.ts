import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sameTree } from '../../../scripts/setup/dependencies.mjs'
import { chromiumNoise } from '../../../scripts/support/chromiumNoise.mjs'
import { root } from '../../../scripts/support/paths.mjs'
import { stamp } from '../../../scripts/support/stamp.mjs'

describe('a stamp', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-stamp-'))
    writeFileSync(join(folder, 'source'), 'one')
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const taken = (also?: string) =>
    stamp(join(folder, 'stamp.json'), [relative(root, join(folder, 'source'))], also)

  it('holds until the contents change, whatever the file’s time', () => {
    const first = taken()
    expect(first.holds()).toBe(false)
    first.set()
    expect(taken().holds()).toBe(true)
    utimesSync(join(folder, 'source'), 1, 1)
    expect(taken().holds()).toBe(true)
    writeFileSync(join(folder, 'source'), 'two')
    expect(taken().holds()).toBe(false)
  })

  it('does not hold when a source changed during the work', () => {
    const during = taken()
    during.holds()
    writeFileSync(join(folder, 'source'), 'changed meanwhile')
    during.set()
    expect(taken().holds()).toBe(false)
  })

  it('depends on what else is named', () => {
    const first = taken('-O2')
    first.holds()
    first.set()
    expect(taken('-O2').holds()).toBe(true)
    expect(taken('-O3').holds()).toBe(false)
  })
})

describe('the installed dependencies', () => {
  const wanted = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '1.0.0', integrity: 'y', optional: true },
  }
  it('are those of the lock file; optional ones may lack', () => {
    expect(sameTree(wanted, { 'node_modules/a': { version: '1.0.0', integrity: 'x' } })).toBe(true)
    expect(sameTree(wanted, { 'node_modules/a': { version: '1.0.1', integrity: 'z' } })).toBe(false)
    expect(sameTree(wanted, {})).toBe(false)
  })
})

describe('Chromium’s noise', () => {
  it('is left out, and nothing else', () => {
    const bus = '[5744:1121/003447.426790:ERROR:bus.cc(399)] Failed to connect to the bus: Could not parse'
    const gpu = '[5772:1121/003447.490126:ERROR:viz_main_impl.cc(186)] Exiting GPU process due to errors'
    const today = '[12:0101/000000.000000:ERROR:dbus/object_proxy.cc:573] Failed to call method'
    expect([bus, gpu, today].every(chromiumNoise)).toBe(true)
    const ours = 'Slipway ready: Docker 26.1.5 at unix:///run/docker.sock'
    const sandbox = '[1:0101/000000.000000:FATAL:zygote_host_impl_linux.cc(127)] No usable sandbox!'
    expect([ours, sandbox, 'TypeError: bus is undefined'].some(chromiumNoise)).toBe(false)
  })
})
