import { readFileSync, realpathSync, statSync } from 'node:fs'
import { parseJson } from './json'
import { writeWhole } from './wholeFile'

export type ObjectContent = Readonly<Record<string, unknown>>

export type ObjectReading =
  | { readonly content: ObjectContent; readonly problem: null }
  | {
      readonly content: null
      readonly problem: { readonly kind: 'damaged' | 'unreadable'; readonly reason: string }
    }

/** Bytes; nothing that is kept so comes near. */
const largest = 8_000_000

/** A file of one JSON object as it stands, whatever keys it holds; none of them where there is no file. Never throws. */
export function readObjectFile(file: string): ObjectReading {
  let text: string
  try {
    const found = statSync(file)
    if (!found.isFile()) return failed('unreadable', 'it is not a file')
    if (found.size > largest) return failed('damaged', `it has ${found.size} bytes`)
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { content: {}, problem: null } : failed('unreadable', message)
  }
  try {
    const value = parseJson(text)
    return isObject(value) ? { content: value, problem: null } : failed('damaged', 'it is no JSON object')
  } catch (error) {
    return failed('damaged', (error as Error).message)
  }
}

function failed(kind: 'damaged' | 'unreadable', reason: string): ObjectReading {
  return { content: null, problem: { kind, reason } }
}

/**
 * Writes all of it with the mode that the file had, a new one for its owner alone; a link stays one, for a person may keep
 * the file elsewhere.
 * @param indent what each level is moved in by
 * @throws an error of the file system; the file is then as it was
 */
export function writeObjectFile(file: string, content: ObjectContent, indent = '  '): void {
  const target = behindLinks(file)
  writeWhole(target, `${JSON.stringify(content, null, indent)}\n`, modeOf(target))
}

function behindLinks(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

function modeOf(file: string): number | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && found.mode & 0o777
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
