import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageFolders, readPart } from '../../../build/parts'
import { createAppService, debianLicence } from '../../../main/services/app/app'
import type { Desktop } from '../../../main/services/desktop'

let root: string
const done: string[] = []
let leaves = true
const desktop = {
  confirmLeaving: async (url: URL) => {
    done.push(`ask ${url.host}`)
    return leaves
  },
  openUrl: async (url: string) => void done.push(`open ${url}`),
  copyText: (text: string) => void done.push(`copy ${text}`),
} as Desktop
let atLogin = false
const openAtLogin = {
  read: () => atLogin,
  change(on: boolean) {
    if (done.includes('locked'))
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/a' })
    atLogin = on
  },
}
const versions = { slipway: '1', electron: '2', chrome: '3', node: '4' }
const copyright = `Format: https://example.org/

Files: debian/*
Copyright: somebody
License: GPL-3+

Files: *
Copyright: somebody
License: Apache-2.0

License: Apache-2.0
 Text of it.
`
const service = () =>
  createAppService({
    root,
    desktop,
    host: { versions, tray: () => true, notices: async function* () {}, openAtLogin },
  })

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-app-'))
  const engine = join(root, 'native/runtime/engine')
  mkdirSync(join(engine, 'licences'), { recursive: true })
  mkdirSync(join(root, 'out/main'), { recursive: true })
  writeFileSync(join(root, 'secret'), 'secret')
  writeFileSync(join(engine, 'licences/runc'), copyright)
  writeFileSync(
    join(engine, 'versions.json'),
    '{"docker":"26.1.5","packages":[{"name":"runc","version":"1.1.5"}]}',
  )
  mkdirSync(join(root, 'out/renderer'))
  const [zod, vue] = ['zod', 'vue'].map((name) => ({ name, version: '1.0.0', licence: 'MIT' }))
  writeFileSync(join(root, 'out/main/parts.json'), JSON.stringify([zod]))
  writeFileSync(join(root, 'out/renderer/parts.json'), JSON.stringify([zod, vue]))
})
afterAll(() => rmSync(root, { recursive: true }))

describe('about', () => {
  it('names the libraries and the packages of the engine, each with its licence', async () => {
    expect(await service().info()).toEqual({
      versions,
      tray: true,
      parts: [
        { name: 'vue', version: '1.0.0', licence: 'MIT', group: 'application' },
        { name: 'zod', version: '1.0.0', licence: 'MIT', group: 'application' },
        { name: 'runc', version: '1.1.5', licence: 'Apache-2.0', group: 'engine' },
      ],
    })
  })

  it('takes the licence of the package itself', () => {
    expect(debianLicence(copyright)).toBe('Apache-2.0')
    expect(debianLicence('License: MIT\n text')).toBe('MIT')
    expect(debianLicence('free text')).toBe('')
  })

  it('reads the licence of a part', async () => {
    expect(await service().licence({ name: 'runc' })).toBe(copyright)
  })

  it.each(['../../../../secret', '../versions.json', '.', '', 'runc/', '/etc/passwd', 'nothing', 'runc\0'])(
    'has no licence called %j',
    async (name) => {
      await expect(service().licence({ name })).rejects.toMatchObject({ code: 'not-found' })
    },
  )
})

describe('opening at login', () => {
  it('is read and changed', async () => {
    await service().setOpenAtLogin({ on: true })
    expect(await service().openAtLogin()).toBe(true)
    await service().setOpenAtLogin({ on: false })
    expect(await service().openAtLogin()).toBe(false)
  })

  it('says which file could not be written', async () => {
    done.push('locked')
    await expect(service().setOpenAtLogin({ on: true })).rejects.toMatchObject({
      code: 'denied',
      details: { object: '/a' },
    })
    done.length = 0
  })
})

describe('leaving for the browser', () => {
  it('opens an https address after its host was shown', async () => {
    done.length = 0
    await service().openExternal({ url: 'https://example.org/a?b' })
    expect(done).toEqual(['ask example.org', 'open https://example.org/a?b'])
  })

  it('opens nothing when the person would rather not', async () => {
    done.length = 0
    leaves = false
    await service().openExternal({ url: 'https://example.org/' })
    leaves = true
    expect(done).toEqual(['ask example.org'])
  })

  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'app://slipway/',
    'https://user:password@example.org/',
    'https://',
    'example.org',
    'smb://host/share',
    '',
  ])('refuses %j', async (url) => {
    done.length = 0
    await expect(service().openExternal({ url })).rejects.toMatchObject({ code: 'invalid-input' })
    expect(done).toEqual([])
  })
})

describe('the list of libraries', () => {
  it('finds the package that a file belongs to', () => {
    expect(
      packageFolders([
        '/p/main/index.ts',
        '/p/node_modules/vue/dist/vue.js',
        '/p/node_modules/vue/dist/more.js?commonjs-module',
        '\0/p/node_modules/a/node_modules/@scope/b/index.js',
        '\0vite/preload-helper.js',
      ]),
    ).toEqual(['/p/node_modules/a/node_modules/@scope/b', '/p/node_modules/vue'])
  })

  it('reads the licence, also as it was once written', () => {
    const folder = mkdtempSync(join(root, 'part-'))
    const manifest = { name: 'a', version: '1', licenses: [{ type: 'MIT' }] }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    expect(readPart(folder)).toEqual({ name: 'a', version: '1', licence: 'MIT' })
    expect(readPart(join(process.cwd(), 'node_modules/vue')).licence).toBe('MIT')
  })
})
