import { resolve } from 'node:path'
import type { Plugin } from 'vite'

const missing = '\0slipway:missing'

/**
 * ssh2 is loaded by whoever speaks ssh, and then only. dockerode would load it at once; without that and BuildKit it is there
 * in a third of the time. ssh2's compiled parts, which it can do without, may or may not have been built on this machine:
 * they are left out everywhere.
 */
export function leanSsh(): Plugin {
  return {
    name: 'slipway:lean-ssh',
    enforce: 'pre',
    resolveId(source, importer = '') {
      if (source === 'ssh2' && importer.includes('/docker-modem/')) return resolve('build/absent.ts')
      if (importer.includes('/ssh2/') && (source === 'cpu-features' || source.endsWith('.node')))
        return missing
      return null
    },
    load(id) {
      return id === missing ? "module.exports = {}; throw new Error('This part is left out')" : null
    },
  }
}
