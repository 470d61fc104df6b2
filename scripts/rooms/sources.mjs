import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { inRoot } from '../support/paths.mjs'

/**
 * A file of the application's source and what it imports of it.
 * @typedef {{ path: string, text: string, imports: string[] }} Source
 */

const specifiers = /\b(?:from|import)\s*\(?\s*['"](\.[^'"\n]+)['"]/g

/**
 * All TypeScript and Vue files of main and the window.
 * @returns {Source[]} paths from the root, with forward slashes
 */
export function readSources() {
  const paths = ['main', 'renderer'].flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|vue)$/.test(path))
      .map((path) => join(folder, path)),
  )
  const known = new Set(paths)
  return paths.map((path) => {
    const text = readFileSync(inRoot(path), 'utf8')
    const imports = [...text.matchAll(specifiers)]
      .map(([, specifier]) => resolveImport(path, specifier, known))
      .filter((target) => target !== null)
    return { path, text, imports }
  })
}

/** The file that a relative import means; null for styles and data. */
function resolveImport(from, specifier, known) {
  const path = relative('.', join(dirname(from), specifier))
  return [path, `${path}.ts`, `${path}/index.ts`].find((each) => known.has(each)) ?? null
}

/**
 * The room that a file is in: a feature of the window, a service, a part of the engine, or one of the folders below main and
 * renderer.
 */
export function roomOf(path) {
  const folders = dirname(path).split('/')
  if (folders.length === 1) return 'entry'
  const depth = ['main/engine', 'main/services', 'renderer/features'].includes(`${folders[0]}/${folders[1]}`)
    ? 3
    : 2
  return folders.slice(0, depth).join('/')
}
