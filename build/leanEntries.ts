import type { Plugin } from 'vite'

/**
 * Rolldown makes each CommonJS entry require the chunk that its own runtime helpers ended up in, also where the entry
 * uses none of them. That would load all of main before the window opens, and Electron into the command line.
 */
export function leanEntries(): Plugin {
  return {
    name: 'slipway:lean-entries',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== 'chunk' || !output.isEntry) continue
        output.code = output.code.replace(/^require\("\.\/chunks\/[^"]+"\);$/gm, '')
      }
    },
  }
}
