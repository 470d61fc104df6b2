import { relative } from 'node:path'
import type { Plugin } from 'vite'

/**
 * Puts all that the window reads before its first frame into one file: each further one is a request of its own on the way
 * there. What is imported when it is called stays in files of its own.
 * @param without what the window must not begin with: the build fails, and names the imports that lead there
 * @returns a plugin, and a group for `output.codeSplitting`
 */
export function startChunk(without: RegExp) {
  /** Each module, and the one that it was found in. */
  const needed = new Map<string, string | null>()
  function wayTo(id: string): string {
    const importer = needed.get(id)
    return `${importer ? `${wayTo(importer)}\n  imports ` : ''}${relative('.', id)}`
  }
  const plugin: Plugin = {
    name: 'slipway:start-chunk',
    buildEnd(error) {
      if (error) return
      const left = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry)
      for (const id of left) needed.set(id, null)
      for (const id of left) {
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) {
          if (needed.has(imported)) continue
          needed.set(imported, id)
          left.push(imported)
        }
      }
      const unwanted = left.find((id) => without.test(id))
      if (unwanted) this.error(`The window would begin with what only later steps need:\n${wayTo(unwanted)}`)
    },
  }
  return { plugin, group: { name: 'start', test: (id: string) => needed.has(id) } }
}
