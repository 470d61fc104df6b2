import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { errorCodes } from '../../../main/contract/errors'
import { en } from '../../../main/texts/en'
import type { Code } from '../../../main/texts/sentence'

const root = join(import.meta.dirname, '../../..')
const textOf = (folder: string, ending: RegExp) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path) && !path.startsWith('texts/en'))
    .map((path) => readFileSync(join(root, folder, path), 'utf8'))
    .join('\n')

const program = textOf('main', /\.ts$/) + textOf('renderer', /\.(ts|vue)$/)
const keeper = textOf('native/keeper', /\.cpp$/)
const placeholders = (code: string) =>
  [...en[code as Code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()
const once = (names: readonly string[]) => [...new Set(names)]

it('every sentence is said somewhere', () => {
  const literals = new Set([...program.matchAll(/'([\w/-]+)'/g)].map(([, literal]) => literal))
  for (const [, literal] of keeper.matchAll(/"([\w/-]+)"/g)) literals.add(literal)
  // `tray/${phase}`: those that begin and end so.
  const patterns = [...program.matchAll(/`([\w/-]+)\$\{[\w.]+\}([\w/-]*)`|`\$\{[\w.]+\}(\/[\w/-]+)`/g)]
  const built = patterns.map(
    ([, start = '', end = '', tail]) => new RegExp(`^${start}[\\w-]+${tail ?? end}$`),
  )
  const isNamed = (code: string) => literals.has(code) || built.some((one) => one.test(code))
  // An archive's problems are named without what is before the first stroke of their codes: 'bad-path/whiteout'.
  const isSaid = (code: string) =>
    isNamed(code) ||
    errorCodes.some((each) => each === code) ||
    (code.startsWith('archive/') && isNamed(code.slice('archive/'.length)))
  expect(Object.keys(en).filter((code) => !isSaid(code))).toEqual([])
})

it('what the keeper says has a sentence, and all that it needs', () => {
  const said = [...keeper.matchAll(/\{"(\w+\/\w+)"(?:, \{((?:\{"\w+", [^{}]+\}(?:, )?)*)\})?\}/g)]
  expect(said.length).toBeGreaterThan(12)
  for (const [, code = '', params = ''] of said) {
    expect(Object.keys(en), code).toContain(code)
    const names = [...params.matchAll(/\{"(\w+)"/g)].map(([, name]) => name!).sort()
    expect(once(placeholders(code)), code).toEqual(names)
  }
  const codes = [...keeper.matchAll(/"((?:keeper|folder)\/[a-z]\w*)"/g)].map(([, code]) => code)
  expect(said.map(([, code]) => code)).toEqual(codes)
})
