import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'
import { createDevTools } from '../../bench/support/devTools'
import { attachToPage, type Page } from '../../bench/support/page'
import { removeHome, root } from '../../support/engine'
import { childrenOf } from './app'

/** The packaged application in a folder of its own, run by a person who has nothing else. */
export interface Packaged {
  /** The folder with all of it. */
  readonly folder: string
  readonly program: string
  /** The person's home, where nothing was before. */
  readonly home: string
  /** Runs the packaged `slipway`; never rejects for its exit code. */
  slipway(words: readonly string[], more?: { input?: string; env?: NodeJS.ProcessEnv }): Promise<Ended>
  /** Opens the window. */
  open(...flags: string[]): PackagedWindow
  dispose(): void
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface PackagedWindow {
  readonly pid: number
  /** What it has printed so far. */
  output(): string
  page(): Promise<Page>
  /** All its processes, itself included. */
  processes(): number[]
  /** Asks it to end, as a session does that ends; resolves once it has. */
  close(): Promise<void>
}

/** Makes the package as a person does. */
export async function makePackage(): Promise<Packaged> {
  const place = mkdtempSync(join(tmpdir(), 'sp-'))
  const script = join(root, 'scripts/package.mjs')
  await promisify(execFile)(process.execPath, [script, '--output', place], { cwd: root })
  const folder = join(place, 'linux-unpacked')
  const home = join(place, 'home')
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 })
  const program = join(folder, 'slipway-desktop')
  // An empty PATH, and a working directory that is nobody's.
  const env = { PATH: '', HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), LANG: 'C.UTF-8' }

  return {
    folder,
    program,
    home,
    async slipway(words, { input = '', env: more } = {}) {
      const child = spawn(join(folder, 'slipway'), words, { cwd: '/', env: { ...env, ...more } })
      child.stdin.on('error', () => {}).end(input)
      const output = { stdout: '', stderr: '' }
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (text: string) => {
          output[name] += text
        })
      }
      const [code] = await once(child, 'close')
      return { code, ...output }
    },
    open(...flags) {
      const { DISPLAY = '', XAUTHORITY = '' } = process.env
      const desktop = { DISPLAY, XAUTHORITY, DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
      const child = spawn(program, ['--remote-debugging-pipe', ...flags], {
        cwd: '/',
        env: { ...env, ...desktop },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      })
      let output = ''
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      }
      const [, , , commands, answers] = child.stdio
      const tools = createDevTools(commands as Writable, answers as Readable)
      const ended = once(child, 'close')
      return {
        pid: child.pid!,
        output: () => output,
        page: () => attachToPage(tools),
        processes: () => [child.pid!, ...childrenOf(child.pid!)],
        async close() {
          child.kill('SIGTERM')
          await ended
        },
      }
    },
    dispose() {
      removeHome(home)
      rmSync(place, { recursive: true, force: true })
    },
  }
}

interface Folder {
  readonly files?: Readonly<Record<string, Folder>>
}

/** The paths in an asar archive, whose header is JSON behind four numbers, the last of which is its length. */
export function filesInArchive(archive: string): string[] {
  const bytes = readFileSync(archive)
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Folder
  const below = ({ files = {} }: Folder, path: string): string[] =>
    Object.entries(files).flatMap(([name, entry]) =>
      entry.files ? below(entry, `${path}/${name}`) : [`${path}/${name}`],
    )
  return below(header, '')
}
