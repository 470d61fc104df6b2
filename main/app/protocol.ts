import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Protocol } from 'electron'
import { mark } from '../base/marks'

/** The window's own scheme: nothing else is ever loaded into it. */
export const scheme = 'app'
export const origin = 'app://slipway'
export const startPage = `${origin}/`

/** What a document of ours may do. `connect-src 'none'`: the window talks to main alone, never to a network. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** An answer as Electron sends it of itself: one whose body is pumped by main waits for all that main does meanwhile. */
export interface PageAnswer {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly data: Buffer
}

/** Milliseconds that Electron takes, with main's help, to send the bodies of all that the start page names. */
const onTheWay = 15

/** The window's files. */
export interface Pages {
  answer(request: { readonly method: string; readonly url: string }): Promise<PageAnswer>
  /** Resolves once the start page and all that it names were answered, and the window has enough to do. */
  readonly started: Promise<void>
}

/**
 * Answers requests for the window's files.
 *
 * The files are listed once and a request must name one of them to the letter. No path of a request ever reaches
 * the file system, so there is nothing to decode, to normalise or to escape from; links are not listed.
 * @param folder the built renderer, which may lie inside an asar archive
 */
export function createPages(folder: string): Pages {
  const files = new Map(listFiles(folder).map((path) => [`/${path}`, join(folder, path)]))
  const index = files.get('/index.html')
  if (index) files.set('/', index)
  const awaited = new Set(['/', ...(index ? namedIn(readFileSync(index, 'utf8')) : [])])
  let start = () => {}
  const started = new Promise<void>((resolve) => {
    start = resolve
  })

  async function answer({ method, url }: { method: string; url: string }): Promise<PageAnswer> {
    if (method !== 'GET') return refuse(405)
    const path = url.startsWith(`${origin}/`) ? pathOf(url) : ''
    const file = files.get(path)
    if (!file) return refuse(404)
    mark(`answers ${path}`)
    const type = mimeTypes[extname(file)] ?? 'application/octet-stream'
    try {
      return { statusCode: 200, headers: headersFor(type), data: await readFile(file) }
    } catch {
      return refuse(404)
    } finally {
      if (awaited.delete(path) && awaited.size === 0) setTimeout(start, onTheWay)
    }
  }

  return { answer, started }
}

/** Serves a session's pages. */
export function servePages(protocol: Protocol, pages: Pages): void {
  protocol.registerBufferProtocol(scheme, (request, respond) => void pages.answer(request).then(respond))
}

/** What a page loads together with itself, as paths. */
function namedIn(html: string): string[] {
  return [...html.matchAll(/ (?:src|href)="\.(\/[^"]+)"/g)].map((match) => match[1]!)
}

/** The path as it was written: without query and fragment, still encoded. */
function pathOf(url: string): string {
  return url.slice(origin.length).replace(/[?#].*$/s, '')
}

function headersFor(type: string): Record<string, string> {
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' }
  return type.startsWith('text/html')
    ? { ...headers, 'content-security-policy': contentSecurityPolicy, 'cache-control': 'no-store' }
    : headers
}

function refuse(statusCode: 404 | 405): PageAnswer {
  return { statusCode, headers: headersFor('text/plain; charset=utf-8'), data: Buffer.alloc(0) }
}

/** Regular files below a folder, as paths with slashes. */
function listFiles(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name
    if (entry.isDirectory()) return listFiles(folder, path)
    return entry.isFile() ? [path] : []
  })
}
