import { constants, existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { shellWord } from '../../shared/shellWords'
import { isVersion, plainVersion } from './dockerVersion'
import type { EngineParts } from './parts'

/** Folders of an engine's programs, a version each: the way back when an upgrade goes wrong. */
const oldFolder = (home: string) => join(home, 'engine/old')

/** A link that the person makes, and removes: the engine then runs with the programs that it leads to. */
export const useLink = (home: string) => join(home, 'engine/use')

/** The programs to run: those that the link leads to where there is one, else the application's own. */
export function partsInUse(home: string, own: EngineParts): EngineParts {
  const chosen = useLink(home)
  if (!isThere(chosen)) return own
  // Where it leads now: what runs keeps its programs when the link changes.
  const bin = join(existsSync(chosen) ? realpathSync(chosen) : chosen, 'bin')
  return { ...own, bin, docker: join(bin, 'docker') }
}

/** Also a link that leads nowhere: what it means is told, and not passed over. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path) !== undefined
  } catch {
    return false
  }
}

/** The version of Docker that the programs are, which the set-up has written down beside them; null when it is not there. */
export function partsVersion({ bin }: EngineParts): string | null {
  try {
    const { docker } = JSON.parse(readFileSync(join(dirname(bin), 'versions.json'), 'utf8'))
    return isVersion(docker) ? docker : null
  } catch {
    return null
  }
}

/** The command that makes the engine run with a version that was kept; null when it was not. */
export function useCommand(home: string, version: string): string | null {
  const folder = join(oldFolder(home), plainVersion(version))
  return existsSync(folder) ? `ln -sfn ${shellWord(folder)} ${shellWord(useLink(home))}` : null
}

/** Keeps the programs of a version that has proved itself, as links where the file system allows. */
export async function keepParts(home: string, parts: EngineParts): Promise<void> {
  const version = partsVersion(parts)
  if (!version) return
  const [old, kept] = [oldFolder(home), join(oldFolder(home), plainVersion(version))]
  if (existsSync(kept)) return
  await mkdir(old, { recursive: true, mode: 0o700 })
  const work = `${kept}${unfinished}`
  if (!(await claim(work))) return
  try {
    await mkdir(join(work, 'bin'))
    const names = (await readdir(parts.bin)).map((name) => join('bin', name))
    for (const name of [...names, 'versions.json']) {
      await linkOrCopy(join(dirname(parts.bin), name), join(work, name))
    }
    await rename(work, kept)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const unfinished = '.new'
/** Copying takes seconds; whoever has not done it after this long, in milliseconds, was ended over it. */
const longEnough = 600_000

/** Makes the folder to copy into; false when somebody else is at it. */
async function claim(folder: string): Promise<boolean> {
  const begun = await stat(folder).catch(() => null)
  if (begun && Date.now() - begun.mtimeMs > longEnough) await rm(folder, { recursive: true, force: true })
  return mkdir(folder, { mode: 0o700 }).then(
    () => true,
    () => false,
  )
}

/** Removes all kept programs but those of the versions named. */
export async function forgetOthers(home: string, versions: readonly string[]): Promise<void> {
  const keep = new Set(versions.map(plainVersion))
  for (const name of await readdir(oldFolder(home)).catch(() => [])) {
    if (!keep.has(name) && !name.endsWith(unfinished))
      await rm(join(oldFolder(home), name), { recursive: true, force: true })
  }
}

/** The set-up replaces programs and never writes into them, so a link keeps what it was made of. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    // Another file system, or programs of root's (proc(5), protected_hardlinks).
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    const file = await open(to, 'r')
    await file.sync().finally(() => file.close())
  }
}
