import { readFileSync, realpathSync, statSync } from 'node:fs'
import { writeWhole } from '../../base/wholeFile'

export type SettingsContent = Readonly<Record<string, unknown>>

export type SettingsReading =
  | { readonly content: SettingsContent; readonly problem: null }
  | {
      readonly content: null
      readonly problem: { readonly kind: 'damaged' | 'unreadable'; readonly reason: string }
    }

/** Bytes; what is larger was never written by Slipway. */
const largest = 8_000_000

/** The file as it stands, whatever keys it holds; none of them where there is no file. Never throws. */
export function readSettingsFile(file: string): SettingsReading {
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
    const value: unknown = JSON.parse(text)
    return isObject(value) ? { content: value, problem: null } : failed('damaged', 'it is no JSON object')
  } catch (error) {
    return failed('damaged', (error as Error).message)
  }
}

function failed(kind: 'damaged' | 'unreadable', reason: string): SettingsReading {
  return { content: null, problem: { kind, reason } }
}

/**
 * Writes all of it; a link stays one, for a person may keep the file elsewhere.
 * @throws an error of the file system; the file is then as it was
 */
export function writeSettingsFile(file: string, content: SettingsContent): void {
  writeWhole(behindLinks(file), `${JSON.stringify(content, null, 2)}\n`)
}

function behindLinks(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
