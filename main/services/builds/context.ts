import { constants, type Stats } from 'node:fs'
import { access, lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import dockerIgnore from '@balena/dockerignore'
import { AppError } from '../../contract/errors'
import { unreadFile } from './unread'

/** Something in a context, that no `.dockerignore` leaves out. */
export interface ContextEntry {
  /** Without a leading slash. */
  readonly path: string
  readonly stats: Stats
  /** Why it cannot be read; null where it can. */
  readonly problem: NodeJS.ErrnoException | null
}

/**
 * All that a build from this folder may use, folders before what is in them. Links are not followed.
 * Source: https://docs.docker.com/build/concepts/context/#dockerignore-files
 * @param file the Dockerfile's name, which is never left out
 * @throws AppError `denied/buildFile`, `invalid-input/buildFile`, `invalid-input/fileKind` for a `.dockerignore` that cannot be
 *   read
 */
export async function* walkContext(
  folder: string,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<ContextEntry, void> {
  const rules = await readIgnored(folder, file)
  const leftOut = dockerIgnore({ ignorecase: false }).add(rules.text)
  // What an exception brings back may lie in any folder.
  const hasExceptions = /^\s*!/m.test(rules.text)
  const always = new Set([file, rules.name])
  const left = ['']
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const names = await readdir(join(folder, at)).catch((thrown: NodeJS.ErrnoException) => thrown)
    if (!Array.isArray(names)) {
      if (at === '') throw unreadFile(names, folder, folder)
      yield { path: at, stats: await lstat(join(folder, at)), problem: names }
      continue
    }
    for (const name of names.sort()) {
      if (signal.aborted) return
      const path = at === '' ? name : `${at}/${name}`
      const stats = await lstat(join(folder, path)).catch(() => null)
      if (!stats) continue
      const ignored = !always.has(path) && leftOut.ignores(path)
      if (stats.isDirectory() && (!ignored || hasExceptions)) left.push(path)
      if (!ignored) yield { path, stats, problem: stats.isFile() ? await readable(join(folder, path)) : null }
    }
  }
}

async function readable(path: string): Promise<NodeJS.ErrnoException | null> {
  return access(path, constants.R_OK).then(
    () => null,
    (thrown: NodeJS.ErrnoException) => thrown,
  )
}

/**
 * The rules of a Dockerfile's own file, else of the folder's.
 * @throws AppError `denied/buildFile`, `invalid-input/buildFile`, `invalid-input/fileKind` for one that cannot be read
 */
export async function readIgnored(folder: string, file: string): Promise<{ name: string; text: string }> {
  for (const name of [`${file}.dockerignore`, '.dockerignore']) {
    const handle = await open(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK).catch(
      (thrown: NodeJS.ErrnoException) => {
        if (thrown.code === 'ENOENT') return null
        throw unreadFile(thrown, name, folder)
      },
    )
    if (!handle) continue
    try {
      if (!(await handle.stat()).isFile()) {
        throw new AppError('invalid-input/fileKind', { file: name, object: folder })
      }
      return { name, text: await handle.readFile('utf8') }
    } finally {
      await handle.close()
    }
  }
  return { name: '.dockerignore', text: '' }
}
