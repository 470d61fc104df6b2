import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'vite'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string | { readonly type?: string }
  /** How it was written before npm 3. */
  readonly licenses?: readonly { readonly type?: string }[]
}

/**
 * Writes parts.json beside what is built: the packages that went into it, with the licence that each declares.
 * @param styles packages that a style sheet imports: the build does not tell of those
 */
export function parts(styles: readonly string[] = []): Plugin {
  return {
    name: 'slipway:parts',
    apply: 'build',
    generateBundle() {
      const imported = styles.map((name) => resolve('node_modules', name, 'package.json'))
      const folders = packageFolders([...this.getModuleIds(), ...imported])
      const source = JSON.stringify(folders.map(readPart))
      this.emitFile({ type: 'asset', fileName: 'parts.json', source })
    },
  }
}

/** The folders of the packages that files belong to, each once, by name. */
export function packageFolders(files: readonly string[]): string[] {
  const inPackage = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/@]+)\//
  const folders = files.map((file) => file.match(inPackage)?.[1]).filter((folder) => folder !== undefined)
  return [...new Set(folders)].sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1))
}

const nameIn = (folder: string) => folder.slice(folder.lastIndexOf('node_modules/'))

export function readPart(folder: string): { name: string; version: string; licence: string } {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const { name, version, license, licenses } = manifest
  const licence = typeof license === 'string' ? license : ((license ?? licenses?.[0])?.type ?? '')
  return { name, version, licence }
}
