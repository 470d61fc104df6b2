import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { measureLayers } from '../../main/layers/layerSizes'
import { layerwalkProgram, type WalkedEngine } from '../../main/layers/layerwalk'
import { root } from '../support/engine'

/** Directories of this test's own can be read without entering anything. */
const engine: WalkedEngine = { mode: 'rootful', run: '/nonexistent', program: layerwalkProgram(root) }
const object = 'test'

let layer: string
beforeEach(() => {
  layer = mkdtempSync(join(tmpdir(), 'slipway-size-'))
})
afterEach(() => execFileSync('rm', ['-rf', layer]))

it('a layer takes the bytes of its files, each once, holes included', async () => {
  mkdirSync(join(layer, 'a/b'), { recursive: true })
  mkdirSync(join(layer, 'empty'))
  writeFileSync(join(layer, 'a/one'), '12345')
  linkSync(join(layer, 'a/one'), join(layer, 'a/b/two'))
  symlinkSync('a target of some length', join(layer, 'link'))
  execFileSync('mkfifo', [join(layer, 'fifo')])
  writeFileSync(join(layer, 'hole'), '')
  truncateSync(join(layer, 'hole'), 5_000_000_000)
  const directories = [layer, join(layer, 'gone'), join(layer, 'a/b'), join(layer, 'empty')]
  expect(await measureLayers({ engine, directories, object })).toEqual([5_000_000_005, null, 5, 0])
  expect(await measureLayers({ engine, directories: [], object })).toEqual([])
})

it('any number of layers can be measured', async () => {
  writeFileSync(join(layer, 'file'), '1')
  const directories = Array.from({ length: 4500 }, (_, at) => (at % 3 ? layer : join(layer, `${at}`)))
  const sizes = await measureLayers({ engine, directories, object })
  expect(sizes).toEqual(directories.map((directory) => (directory === layer ? 1 : null)))
})

it('measuring can be left, and fails where the program cannot be run', async () => {
  const measure = (directories: string[], more = {}) =>
    measureLayers({ engine, directories, object, ...more })
  const without = { ...engine, program: '/nonexistent' }
  await expect(measure([layer], { engine: without })).rejects.toMatchObject({ code: 'internal' })
  const many = Array.from({ length: 20_000 }, () => layer)
  const stop = new AbortController()
  const measuring = measure(many, { signal: stop.signal })
  stop.abort()
  await expect(measuring).rejects.toMatchObject({ code: 'cancelled' })
  await expect(measure(many, { timeout: 1 })).rejects.toMatchObject({ code: 'timeout' })
})
