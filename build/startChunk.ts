import type { Plugin } from 'vite'

/**
 * Puts all that the window reads before its first frame into one file: each further one is a request of its own on the way
 * there. What is imported when it is called stays in files of its own.
 * @returns a plugin, and a group for `output.codeSplitting`
 */
export function startChunk() {
  const needed = new Set<string>()
  const plugin: Plugin = {
    name: 'slipway:start-chunk',
    buildEnd() {
      const left = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry)
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        if (needed.has(id)) continue
        needed.add(id)
        left.push(...(this.getModuleInfo(id)?.importedIds ?? []))
      }
    },
  }
  return { plugin, group: { name: 'start', test: (id: string) => needed.has(id) } }
}
