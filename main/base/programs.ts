import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

const systemFolders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** A program of the system, looked for where the keeper looks; PATH may be empty, or lead elsewhere. */
export function systemProgram(name: string): string | null {
  return systemFolders.map((folder) => `${folder}/${name}`).find(runnable) ?? null
}

/**
 * A program as a shell would find it, but for places that are no absolute paths.
 * @param more folders that are looked into last
 */
export function programOnPath(name: string, path = '', more: readonly string[] = []): string | null {
  const folders = [...path.split(delimiter).filter(isAbsolute), ...more]
  const isProgram = (file: string) => runnable(file) && statSync(file).isFile()
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null
}

export function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
