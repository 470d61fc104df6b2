import { readdirSync } from 'node:fs'

/** What lies in a folder; nothing where there is none. @throws what else keeps it from being read */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
