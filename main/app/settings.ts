import { readFileSync } from 'node:fs'
import { writeWhole } from '../base/wholeFile'

/** What the application remembers of the person's choices, in settings.json. */
export interface KnownSettings {
  /** The person has been told that this desktop has no tray. */
  readonly noTraySeen?: boolean
  /** What the person last chose for running containers when quitting. */
  readonly atQuit?: 'keep' | 'stop'
}

export interface Settings {
  read(): KnownSettings
  /** Changes some keys and keeps all others. A file that cannot be understood is left as it is. */
  change(part: KnownSettings): void
}

export function createSettings(file: string): Settings {
  function parse(): Record<string, unknown> | null {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      return null
    }
    try {
      const value: unknown = JSON.parse(text)
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
    } catch {
      return null
    }
  }

  return {
    read() {
      const { noTraySeen, atQuit } = parse() ?? {}
      return {
        noTraySeen: noTraySeen === true,
        ...(atQuit === 'keep' || atQuit === 'stop' ? { atQuit } : {}),
      }
    },
    change(part) {
      const all = parse()
      if (all) writeWhole(file, `${JSON.stringify({ ...all, ...part }, null, 2)}\n`)
    },
  }
}
