import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file so that a reader, a crash or a full disk leaves the old or the new one, and never half.
 * @throws an error of the file system; the old file is then as it was, with nothing beside it
 */
export function writeWhole(file: string, text: string, mode = 0o600): void {
  const temporary = `${file}.${randomUUID()}`
  try {
    writeThrough(temporary, text, mode)
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncDirectory(dirname(file))
}

/** Writes a new file down to the disk; unlike writeSync, it never takes a part of the text for all of it. */
export function writeThrough(file: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    if (mode !== 0o600) fchmodSync(descriptor, mode)
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A name is as lasting as the directory that it stands in (fsync(2)). */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
