import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './paths.mjs'

/**
 * Remembers what something was made from, so that it is made again only when that has changed.
 * Times and sizes are compared first (a few hundred files cost milliseconds), contents only when those differ.
 * @param {string} file where to remember it; absolute
 * @param {string[]} inputs files and folders, relative to the root; missing ones count too
 * @param {string} [also] anything else that it depends on
 */
export function stamp(file, inputs, also = '') {
  const files = inputs.flatMap(filesIn).sort()
  const quick = digest(files.map(timeAndSize), also)
  let content
  const write = () => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify({ quick, content })}\n`)
  }
  return {
    /** Whether nothing has changed since `set`. */
    holds() {
      const old = read(file)
      if (old?.quick === quick) return true
      content = digest(
        files.map((path) => `${path} ${digest([contentOf(path)])}`),
        also,
      )
      if (old?.content !== content) return false
      write()
      return true
    },
    /** To be called after `holds` said no and the work is done: what changed meanwhile counts as changed. */
    set: write,
    clear: () => rmSync(file, { force: true }),
  }
}

/** Files at or below a path, relative to the root. */
export function filesIn(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap((name) => filesIn(join(path, name)))
}

/** @param {(string | Buffer)[]} parts */
export function digest(parts, also = '') {
  const hash = createHash('sha256').update(also)
  for (const part of parts) hash.update('\0').update(part)
  return hash.digest('hex')
}

function timeAndSize(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  return stat ? `${path} ${stat.mtimeMs} ${stat.size}` : `${path} missing`
}

const contentOf = (path) => {
  try {
    return readFileSync(join(root, path))
  } catch {
    return 'missing'
  }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
