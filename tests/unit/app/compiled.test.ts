import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import Module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useCompiled } from '../../../main/app/compiled'

let folder: string
let code: string
let kept: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compiled-'))
  code = join(folder, 'chunks')
  kept = join(folder, 'kept')
  mkdirSync(code)
  writeFileSync(
    join(code, 'ship.js'),
    "exports.sails = require('./sail').count + 1; exports.here = __dirname",
  )
  writeFileSync(join(code, 'sail.js'), 'exports.count = 2; exports.unused = () => module.parent')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Loads the files as a start of the application does; answers what the first exports. */
function start(): unknown {
  const keep = useCompiled(kept, code)
  const require = Module.createRequire(join(folder, 'start.js'))
  try {
    return require(join(code, 'ship.js'))
  } finally {
    keep()
    for (const file of Object.keys(require.cache)) if (file.startsWith(code)) delete require.cache[file]
  }
}
const whole = () => ({ sails: 3, here: code })
const files = () => readdirSync(kept).sort()
const writtenAt = () => files().map((name) => statSync(join(kept, name)).ino)

test('what was compiled is kept, used by the next start, and not written again', () => {
  const { _compile } = Module.prototype as unknown as { _compile: unknown }
  expect(start()).toEqual(whole())
  expect(files()).toEqual(['sail.js.compiled', 'ship.js.compiled'])
  const first = writtenAt()
  expect(start()).toEqual(whole())
  expect(writtenAt()).toEqual(first)
  expect((Module.prototype as unknown as { _compile: unknown })._compile).toBe(_compile)
})

test.each([
  ['cut', (data: Buffer) => data.subarray(0, data.length / 2)],
  ['empty', () => Buffer.alloc(0)],
  ['changed in a byte', (data: Buffer) => data.fill(data.at(-40)! ^ 1, data.length - 40, data.length - 39)],
])('one that is %s is not believed, and written anew', (_, damage) => {
  start()
  const path = join(kept, 'ship.js.compiled')
  const before = readFileSync(path)
  writeFileSync(path, damage(Buffer.from(before)))
  expect(start()).toEqual(whole())
  expect(readFileSync(path).length).toBe(before.length)
})

test('what is of another build goes', () => {
  start()
  rmSync(join(code, 'sail.js'))
  writeFileSync(join(code, 'ship.js'), 'exports.sails = 0')
  writeFileSync(join(kept, 'sail.js.compiled.77'), 'left behind')
  expect(start()).toEqual({ sails: 0 })
  expect(files()).toEqual(['ship.js.compiled'])
})

test('files of elsewhere are loaded as ever', () => {
  writeFileSync(join(folder, 'port.js'), 'exports.ships = 1')
  writeFileSync(join(code, 'ship.js'), "module.exports = require('../port')")
  expect(start()).toEqual({ ships: 1 })
  expect(files()).toEqual(['ship.js.compiled'])
})
