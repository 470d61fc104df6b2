import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError, errorCodes } from '../../../main/contract/errors'
import { en } from '../../../main/texts/en'
import { type Code, say } from '../../../main/texts/sentence'
import { errorDetails, errorText, sentenceText } from '../../../renderer/data/errorText'
import { rawText, t } from '../../../renderer/ui/i18n'

const root = join(import.meta.dirname, '../../../renderer')
const locales = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /locales\/en\/\w+\.json$/.test(path),
)
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(vue|ts)$/.test(path))
  .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const)

describe('locale files', () => {
  it('have a text for every key that is used', () => {
    const missing: string[] = []
    let seen = 0
    const sections = locales.map((path) => basename(path, '.json'))
    const keys = new RegExp(`'((?:${sections.join('|')})\\.[\\w.-]+)'`, 'g')
    for (const [path, source] of sources) {
      for (const [, key = ''] of source.matchAll(keys)) {
        seen++
        if (rawText(key) === null) missing.push(`${path}: ${key}`)
      }
    }
    expect(seen).toBeGreaterThan(100)
    expect(missing).toEqual([])
  })

  it('compile, each with its placeholders filled', () => {
    const walk = (value: unknown, path: string): string[] =>
      typeof value === 'string'
        ? [path]
        : Object.entries(value as object).flatMap(([key, inner]) => walk(inner, `${path}.${key}`))
    expect(new Set(locales.map((path) => basename(path))).size).toBe(locales.length)
    for (const path of locales) {
      for (const key of walk(JSON.parse(readFileSync(join(root, path), 'utf8')), basename(path, '.json'))) {
        const raw = rawText(key)!
        const names = [...raw.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
        const shown = t(key, Object.fromEntries(names.map((name) => [name, `<${name}>`])), 1)
        expect(shown, key).not.toMatch(/[{}]/)
        expect(shown, key).not.toBe(key)
      }
    }
  })
})

describe('what main means', () => {
  it('can be said in the window, each with its placeholders filled', () => {
    for (const [code, text] of Object.entries(en)) {
      const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      const params = Object.fromEntries(names.map((name) => [name, name === 'n' ? 2 : `<${name}>`]))
      const shown = sentenceText({ code: code as Code, params })
      expect(shown, code).not.toMatch(/[{}|]|^said\./)
      expect(shown, code).toBe(say({ code: code as Code, params }))
    }
  })

  it('has its sentence in one file alone', async () => {
    const folder = join(root, '../main/texts/en')
    const parts = readdirSync(folder).filter((name) => name !== 'index.ts')
    const codes: string[] = []
    for (const name of parts) {
      const sentences: Record<string, object> = await import(join(folder, name))
      for (const each of Object.values(sentences)) codes.push(...Object.keys(each))
    }
    expect(codes.sort()).toEqual(Object.keys(en).sort())
  })

  it('has a sentence for each code of an error, which ends as sentences do', () => {
    for (const code of errorCodes) expect(en[code], code).toMatch(/[.}]$/)
  })
})

describe('error sentences', () => {
  it('name the object and what to do next', () => {
    expect(errorText(new AppError('port-busy/port', { port: 8080, object: 'web-1' }))).toBe(
      'Port 8080 is already in use. Choose another host port, or stop the program that listens there.',
    )
  })

  it('say more where a key says more', () => {
    const plain = errorText(new AppError('in-use', { object: 'busybox' }))
    expect(plain).toBe('busybox is still in use. Remove what uses it first.')
    const telling = errorText(new AppError('in-use/by', { object: 'busybox', by: ['web-1', 'web-2'] }))
    expect(telling).toBe('busybox is still in use by web-1, web-2. Remove what uses it first.')
  })

  it('stay short, however much the engine says', () => {
    const text = errorText(new AppError('engine-failed', { object: 'a', engine: 'x'.repeat(9000) }))
    expect(text.length).toBeLessThan(400)
  })

  it('make foreign text visible, on one line', () => {
    const text = errorText(new AppError('name-taken', { object: 'a\u202Eb\nc' }))
    expect(text).toContain('a⟨U+202E⟩b c')
    expect(text).not.toContain('\n')
  })

  it('treat what was not foreseen as internal, and keep all details for copying', () => {
    expect(errorText(new Error('secret stack'))).toBe('Something went wrong inside Slipway.')
    const details = errorDetails(new AppError('in-use', { object: 'image', engine: 'engine says' }))
    expect(details).toContain('code: in-use')
    expect(details).toContain('engine: engine says')
  })
})
