import type { ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  test as base,
  type ElectronApplication,
  _electron as electron,
  expect,
  type Page,
} from '@playwright/test'
import { virtualDisplay } from '../../../scripts/support/display.mjs'
import { electronRuntime } from '../../../scripts/support/electronRuntime.mjs'
import { runEnding } from '../../../scripts/support/ending.mjs'
import { emptyEngine } from '../../support/emptyEngine'
import { importBusybox, processesOf, root, startEngine, type TestEngine } from '../../support/engine'
import { isAlive, processes } from '../../support/processes'

export { expect }

/** A real window on a real engine. */
export interface Slipway {
  readonly app: ElectronApplication
  readonly page: Page
  readonly process: ChildProcess
  /** Streams that main serves to the window at this moment. */
  openStreams(): Promise<number>
  /** Writes what the window shows to artefacts/screens. */
  screen(name: string): Promise<void>
  /** Ends the window in order; fails when a stream or a process of it is left. */
  close(): Promise<void>
}

export interface LaunchOptions {
  readonly home: string
  /** The application's folder where it is not this one. */
  readonly folder?: string
  /** What starts Electron where that is not Electron itself. */
  readonly executable?: string
  readonly args?: readonly string[]
  /** As a person has it, with all that moves. Without a graphics card the processor paints each frame: two fifths of what tests took. */
  readonly motion?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/**
 * A window of a test lives for seconds: what V8 compiles for code that runs long, and the room that it begins with for what is
 * soon forgotten, are a third of what a page's processor time goes to.
 */
export const shortLived =
  '--js-flags=--invocation-count-for-turbofan=20000 --invocation-count-for-osr=4000 --min-semi-space-size=16'

export const isRoot = process.geteuid?.() === 0

/** No variable of the person who runs the tests decides what they see; without a bus of its own there is no tray. */
export function environment({ home, env = {} }: LaunchOptions): Record<string, string> {
  const { DISPLAY = '', XAUTHORITY = '', HOME = '', PATH = '', TMPDIR } = process.env
  return {
    DISPLAY,
    XAUTHORITY,
    HOME,
    PATH,
    ...(TMPDIR ? { TMPDIR } : {}),
    LANG: 'C.UTF-8',
    SLIPWAY_HOME: home,
    SLIPWAY_TEST: '1',
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    ...env,
  }
}

export function electronExecutable(): string {
  const runtime = electronRuntime()
  if (!runtime) throw new Error('There is no Electron yet: npm run setup fetches it')
  return runtime.executable
}

/** Opens the window and waits until its list is painted. */
export async function launch(options: LaunchOptions): Promise<Slipway> {
  const app = await electron.launch({
    executablePath: options.executable ?? electronExecutable(),
    args: [
      ...(options.motion ? [] : ['--force-prefers-reduced-motion', shortLived]),
      options.folder ?? root,
      ...(options.args ?? []),
    ],
    env: environment(options),
    chromiumSandbox: !isRoot,
  })
  const page = await app.firstWindow()
  try {
    await expect(page.locator('html[data-ready="true"]')).toBeAttached()
  } catch (error) {
    throw new Error(`The list was never painted: ${await lookOf(app, page)}`, { cause: error })
  }
  const openStreams = () =>
    app.evaluate(() => (globalThis as unknown as ForTests).slipwayTest.server.openStreams)
  return {
    app,
    page,
    process: app.process(),
    openStreams,
    async screen(name) {
      const folder = join(root, 'artefacts/screens')
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `${name}.png`) })
    },
    async close() {
      const main = app.process().pid ?? 0
      const all = [main, ...childrenOf(main)]
      if (isAlive(main)) {
        try {
          await leavePages(app)
          await expect.poll(openStreams, { message: 'open streams' }).toBe(0)
        } finally {
          await app.close()
        }
      }
      await expect.poll(() => all.filter(isAlive), { message: 'processes of the window' }).toEqual([])
    },
  }
}

/** What there is to know of a window that does not get ready; ends the application, which nobody else could. */
async function lookOf(app: ElectronApplication, page: Page): Promise<string> {
  const shown = await app
    .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))
    .catch(String)
  const holds = await page
    .evaluate(() => `${document.visibilityState}: ${document.body.textContent.slice(0, 2000)}`)
    .catch(String)
  await app.close().catch(() => {})
  return JSON.stringify({ shown, holds })
}

/** What main offers to tests when SLIPWAY_TEST is set. */
export interface ForTests {
  readonly slipwayTest: { readonly server: { readonly openStreams: number } }
}

const leavePages = (app: ElectronApplication) =>
  app.evaluate(async ({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) {
      // Main would bring the page back.
      window.webContents.removeAllListeners('did-navigate')
      await window.loadURL('about:blank').catch(() => {})
    }
  })

/** All processes below one. */
export function childrenOf(pid: number): number[] {
  const all = processes()
  const below = (parent: number): number[] =>
    all.filter((entry) => entry.parent === parent).flatMap((entry) => [entry.pid, ...below(entry.pid)])
  return below(pid)
}

interface Fixtures {
  readonly slipway: Slipway
}
interface WorkerFixtures {
  readonly display: undefined
  readonly engine: TestEngine & { readonly image: string }
}

/**
 * `engine` is one real engine with an image, for all files that a worker comes to; `slipway` is a window on it for each
 * test. A worker's windows are on a display of its own: the focus and the clipboard are those of a display.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      Object.assign(process.env, await virtualDisplay())
      await use(undefined)
      await runEnding()
    },
    { scope: 'worker', auto: true },
  ],
  engine: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const engine = await startEngine()
      const image = await importBusybox(engine)
      await use({ ...engine, image })
      await engine.dispose()
      expect(processesOf(engine.home)).toEqual([])
    },
    { scope: 'worker' },
  ],
  slipway: async ({ engine }, use) => {
    const slipway = await launch({ home: engine.home })
    await use(slipway)
    await slipway.close()
  },
})

/** What a test of this file leaves in the shared engine is gone before the next. */
export function emptyAfterEach(): void {
  test.afterEach(({ engine }) => emptyEngine(engine.socket, [engine.image]))
}
