import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import { electronExecutable, environment, isRoot } from '../e2e/support/app'
import { buildPage } from '../support/buildPage'

/** The made-up list in a window of the Chromium that Electron brings. */
export interface MadeUpPage {
  readonly page: Page
  readonly app: ElectronApplication
  close(): Promise<void>
}

/** Builds the page as the window is built, into a folder of its own, and opens it. */
export async function openMadeUp(): Promise<MadeUpPage> {
  const built = await buildPage(import.meta.dirname)
  const profile = mkdtempSync(join(tmpdir(), 'slipway-made-up-'))
  const app = await electron.launch({
    executablePath: electronExecutable(),
    args: [
      `--user-data-dir=${profile}`,
      // Modules of a page are read from a server, or with this.
      '--allow-file-access-from-files',
      join(import.meta.dirname, 'window.cjs'),
      join(built, 'index.html'),
    ],
    env: environment({ home: profile }),
    chromiumSandbox: !isRoot,
  })
  return {
    app,
    page: await app.firstWindow(),
    async close() {
      await app.close()
      for (const folder of [built, profile]) rmSync(folder, { recursive: true, force: true })
    },
  }
}
