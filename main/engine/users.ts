import { accessSync, constants, readFileSync } from 'node:fs'

/** The name of a user, or the number where it has none. */
export function ownerName(uid = process.geteuid?.() ?? 0): string {
  const entry = readText('/etc/passwd')
    .split('\n')
    .find((line) => line.split(':')[2] === String(uid))
  return entry?.split(':')[0] ?? `user ${uid}`
}

export function writable(path: string): boolean {
  return allows(path, constants.W_OK)
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
