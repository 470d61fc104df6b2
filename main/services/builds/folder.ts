import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import type { BuildFolder, BuildRequest, BuildSecret } from '../../contract/builds'
import { AppError } from '../../contract/errors'
import type { Desktop } from '../desktop'
import { unreadFile } from './unread'

/** A folder that the person chose, with its path. */
export interface ChosenFolder {
  readonly path: string
  readonly name: string
  readonly place: string
}

const names = /^(?:Dockerfile|Containerfile)$|\.Dockerfile$|^Dockerfile\../i
/** `Dockerfile.dockerignore` says what a build leaves out. */
const notOne = /\.dockerignore$/i
/** Bytes; BuildKit takes no larger one. */
const largest = 1024 * 1024

/**
 * Folders that the person chose to build from. The window knows them by names that cannot be guessed; paths stay in main.
 * @param home the person's, written `~`
 */
export function createBuildFolders(desktop: Pick<Desktop, 'chooseBuildFolder'>, home: string) {
  const chosen = new Map<string, ChosenFolder>()

  return {
    /**
     * @returns null when the person chose none
     * @throws AppError `not-found/dockerfile` where there is nothing to build from
     */
    async choose(): Promise<BuildFolder | null> {
      const path = await desktop.chooseBuildFolder()
      if (path === null) return null
      const found = { path, name: basename(path) || path, place: shownPlace(path, home) }
      const dockerfiles = await findDockerfiles(found)
      if (dockerfiles.length === 0) {
        throw new AppError('not-found/dockerfile', { object: found.place })
      }
      const known = [...chosen].find(([, each]) => each.path === path)?.[0]
      const folder = known ?? randomUUID()
      chosen.set(folder, found)
      return { folder, name: found.name, place: found.place, dockerfiles }
    },

    /** @throws AppError `not-found/buildFolder` for one that was not chosen since the application began */
    get(folder: string): ChosenFolder {
      const found = chosen.get(folder)
      if (found) return found
      throw new AppError('not-found/buildFolder', { object: folder })
    },
  }
}

/** A secret as buildx is told of it. */
export interface ChosenSecret {
  readonly id: string
  readonly path: string
}

/**
 * Files that the person chose as secrets, known to the window as its folders are.
 * @param home the person's, written `~`
 */
export function createBuildSecrets(desktop: Pick<Desktop, 'chooseBuildSecret'>, home: string) {
  const chosen = new Map<string, string>()

  return {
    /** @returns null when the person chose none */
    async choose(): Promise<BuildSecret | null> {
      const path = await desktop.chooseBuildSecret()
      if (path === null) return null
      const secret = randomUUID()
      chosen.set(secret, path)
      return { secret, name: basename(path), place: shownPlace(path, home) }
    },

    /** @throws AppError `not-found/buildSecret` for one that is not there any more, or no file */
    async get({ id, secret }: BuildRequest['secrets'][number]): Promise<ChosenSecret> {
      const path = chosen.get(secret)
      const kind = path === undefined ? null : await stat(path).catch(() => null)
      if (path !== undefined && kind?.isFile()) return { id, path }
      throw new AppError('not-found/buildSecret', { object: path ? shownPlace(path, home) : id, id })
    },
  }
}

/** Names of what can be built from in a folder, `Dockerfile` first. */
async function findDockerfiles({ path, place }: ChosenFolder): Promise<string[]> {
  const found = await readdir(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') throw new AppError('not-found/buildFolder', { object: place })
    throw unreadFile(thrown, place, place)
  })
  const rank = (name: string) => (/^Dockerfile$/i.test(name) ? 0 : /^Containerfile$/i.test(name) ? 1 : 2)
  const fitting: string[] = []
  for (const name of found.filter((each) => names.test(each) && !notOne.test(each))) {
    const kind = await stat(join(path, name)).catch(() => null)
    // One that is a pipe is named, so that it is said what is wrong with it.
    if (kind && !kind.isDirectory()) fitting.push(name)
  }
  return fitting.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en'))
}

/**
 * Reads a Dockerfile of the folder.
 * @throws AppError `not-found/buildFile`, `denied/buildFile`, `invalid-input/buildFile`, `invalid-input/fileKind`,
 *   `invalid-input/longDockerfile`
 */
export async function readDockerfile({ path, place }: ChosenFolder, file: string): Promise<string> {
  const about = { file, object: place }
  try {
    // A named pipe that nobody writes to would keep its reader waiting, and buildx with it.
    const handle = await open(join(path, file), constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const kind = await handle.stat()
      if (!kind.isFile()) throw new AppError('invalid-input/fileKind', about)
      if (kind.size > largest) throw new AppError('invalid-input/longDockerfile', about)
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new AppError('not-found/buildFile', about, { cause: thrown })
    if (code === 'ENXIO') throw new AppError('invalid-input/fileKind', about, { cause: thrown })
    throw unreadFile(thrown, file, place)
  }
}

function shownPlace(path: string, home: string): string {
  return path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path
}
