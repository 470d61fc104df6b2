import { accessSync, constants, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

/** The name of a user, or the number where it has none; directory services are asked for one's own alone. */
export function ownerName(uid = process.geteuid?.() ?? 0): string {
  const entry = readText('/etc/passwd')
    .split('\n')
    .find((line) => line.split(':')[2] === String(uid))
  const name = entry?.split(':')[0]
  if (name !== undefined) return name
  try {
    if (uid === process.geteuid?.()) return userInfo().username
  } catch {
    // There is none.
  }
  return `user ${uid}`
}

/** Why nothing can be made in a folder, as the system's code (EACCES, EROFS); null when it can. */
export function forbids(folder: string): string | null {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EACCES'
  }
}

export function readableAndWritable(path: string): boolean {
  return allows(path, constants.R_OK | constants.W_OK)
}

/** A small file as text; empty when it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}
