import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string | { readonly type?: string }
  /** How it was written before npm 3. */
  readonly licenses?: readonly { readonly type?: string }[]
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Writes out/main/parts.json: the libraries inside the application, with the licence that each declares. */
export function parts(root: string): Plugin {
  return {
    name: 'slipway:parts',
    apply: 'build',
    generateBundle() {
      const source = JSON.stringify(listParts(root))
      this.emitFile({ type: 'asset', fileName: 'parts.json', source })
    },
  }
}

/** Every package that the application depends on, directly or not, by name. */
export function listParts(root: string): { name: string; version: string; licence: string }[] {
  const found = new Map<string, { name: string; version: string; licence: string }>()
  const seen = new Set<string>()

  function visit(folder: string, isRoot = false): void {
    if (seen.has(folder)) return
    seen.add(folder)
    const { name, version, license, licenses, dependencies = {} } = readManifest(folder)
    const licence = typeof license === 'string' ? license : ((license ?? licenses?.[0])?.type ?? '')
    if (!isRoot) found.set(`${name}@${version}`, { name, version, licence })
    for (const dependency of Object.keys(dependencies)) {
      const at = resolve(folder, dependency)
      if (at) visit(at)
    }
  }

  visit(root, true)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Node's own rule: the nearest node_modules upwards. Null for an optional package that is not installed. */
function resolve(from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === dirname(folder)) return null
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
