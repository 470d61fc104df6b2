import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'

/**
 * Builds a page of the tests as the window is built, into a directory of its own: it is no part of the application.
 * @param root where its index.html lies
 * @returns that directory, which is the caller's to remove
 */
export async function buildPage(root: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'slipway-page-'))
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    base: './',
    plugins: [vue(), tailwindcss()],
    // As in electron.vite.config.ts.
    define: {
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      target: 'chrome114',
      outDir,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
    },
  })
  return outDir
}
