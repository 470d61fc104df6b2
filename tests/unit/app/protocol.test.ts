import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy, createPages } from '../../../main/app/protocol'

const secret = 'outside the folder'
let base: string
let answer: (request: Request) => Promise<Response>

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'slipway-pages-'))
  const pages = join(base, 'renderer')
  mkdirSync(join(pages, 'assets'), { recursive: true })
  writeFileSync(join(base, 'secret.txt'), secret)
  writeFileSync(join(pages, 'index.html'), '<!doctype html>')
  writeFileSync(join(pages, 'assets/index.js'), 'export {}')
  writeFileSync(join(pages, 'assets/index.css'), 'a {}')
  writeFileSync(join(pages, 'assets/inter.woff2'), 'font')
  symlinkSync(join(base, 'secret.txt'), join(pages, 'assets/link.txt'))
  symlinkSync(base, join(pages, 'up'))
  const { answer: own } = createPages(pages)
  answer = async (request) => {
    const { statusCode, headers, data } = await own(request)
    return new Response(new Uint8Array(data), { status: statusCode, headers })
  }
})
afterAll(() => rmSync(base, { recursive: true }))

/** A request whose address is not normalised on the way, as a hostile page could not even send it. */
const get = (url: string, method = 'GET') => answer({ method, url } as Request)

describe('pages of the window', () => {
  it('tells when the start page has all that it names', async () => {
    const folder = join(base, 'started')
    mkdirSync(join(folder, 'assets'), { recursive: true })
    const head =
      '<script type="module" src="./assets/a.js"></script><link rel="stylesheet" href="./assets/b.css">'
    writeFileSync(join(folder, 'index.html'), `<!doctype html><link rel="icon" href="data:,">${head}`)
    for (const name of ['a.js', 'b.css', 'later.js']) writeFileSync(join(folder, 'assets', name), '')
    const pages = createPages(folder)
    const asked: string[] = []
    const all = pages.started.then(() => [...asked])
    for (const path of ['', 'assets/later.js', 'assets/b.css', 'assets/a.js']) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      asked.push(path)
      await pages.answer({ method: 'GET', url: `app://slipway/${path}` })
    }
    expect(await all).toEqual(['', 'assets/later.js', 'assets/b.css', 'assets/a.js'])
  })

  it.each([
    ['app://slipway/', 'text/html; charset=utf-8'],
    ['app://slipway/index.html', 'text/html; charset=utf-8'],
    ['app://slipway/?a=..%2f#/containers', 'text/html; charset=utf-8'],
    ['app://slipway/assets/index.js', 'text/javascript; charset=utf-8'],
    ['app://slipway/assets/index.css', 'text/css; charset=utf-8'],
    ['app://slipway/assets/inter.woff2', 'font/woff2'],
  ])('%s is %s', async (url, type) => {
    const response = await get(url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('gives every document the policy', async () => {
    const response = await get('app://slipway/')
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(contentSecurityPolicy).toContain("default-src 'none'; script-src 'self'; ")
    expect(contentSecurityPolicy).not.toContain('unsafe-eval')
  })

  it.each([
    'app://slipway/..%2fsecret.txt',
    'app://slipway/../secret.txt',
    'app://slipway/assets/../../secret.txt',
    'app://slipway/assets/..%2f..%2fsecret.txt',
    'app://slipway/assets/..%5c..%5csecret.txt',
    'app://slipway/assets/%2e%2e/%2e%2e/secret.txt',
    'app://slipway/assets/..%252f..%252fsecret.txt',
    'app://slipway/index.html%00.js',
    'app://slipway/index.html\0',
    'app://slipway//etc/passwd',
    'app://slipway/%2fetc%2fpasswd',
    'app://slipway/assets/link.txt',
    'app://slipway/up/secret.txt',
    'app://slipway/assets',
    'app://slipway/assets/',
    'app://slipway/INDEX.HTML',
    'app://slipway/__proto__',
    'app://slipway.evil/index.html',
    'app://evil/index.html',
    'app://slipway:80/index.html',
    'app://user@slipway/index.html',
    'file:///etc/passwd',
    'app:slipway/index.html',
    '',
  ])('refuses %j', async (url) => {
    const response = await get(url)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('')
  })

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'get'])('refuses %s', async (method) => {
    expect((await get('app://slipway/index.html', method)).status).toBe(405)
  })

  it('never answers with what lies outside, whatever the path', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2f',
      '%5c',
      '\\',
      '/',
      'assets',
      'up',
      'secret.txt',
      '%00',
      '\0',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const response = await get(`app://slipway/${pieces.join('')}`)
        expect(await response.text()).not.toContain(secret)
      }),
    )
  })
})
