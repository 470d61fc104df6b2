import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'
import { electronExecutable, environment, isRoot } from '../e2e/support/app'

/** The made-up list in a window of the Chromium that Electron brings. */
export interface MadeUpPage {
  readonly page: Page
  readonly app: ElectronApplication
  close(): Promise<void>
}

/** Builds the page as the window is built, into a folder of its own, and opens it. */
export async function openMadeUp(): Promise<MadeUpPage> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-made-up-'))
  const built = join(folder, 'page')
  await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    base: './',
    plugins: [vue(), tailwindcss()],
    // As in electron.vite.config.ts.
    define: {
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: { target: 'chrome114', outDir: built, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  })
  const app = await electron.launch({
    executablePath: electronExecutable(),
    args: [
      `--user-data-dir=${join(folder, 'profile')}`,
      // Modules of a page are read from a server, or with this.
      '--allow-file-access-from-files',
      join(import.meta.dirname, 'window.cjs'),
      join(built, 'index.html'),
    ],
    env: environment({ home: folder }),
    chromiumSandbox: !isRoot,
  })
  return {
    app,
    page: await app.firstWindow(),
    async close() {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
