import { accessSync, constants } from 'node:fs'

const systemFolders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** A program of the system, looked for where the keeper looks; PATH may be empty, or lead elsewhere. */
export function systemProgram(name: string): string | null {
  return systemFolders.map((folder) => `${folder}/${name}`).find(runnable) ?? null
}

export function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
