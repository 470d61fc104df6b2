import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { AppError } from '../../contract/errors'
import type { ChosenArchive } from '../../contract/layers'
import type { Desktop } from '../desktop'

/** Archives that the person chose. The window knows them by names that cannot be guessed; paths stay in main. */
export function createChosenArchives(desktop: Pick<Desktop, 'chooseArchive' | 'chooseArchiveDirectory'>) {
  const chosen = new Map<string, { readonly path: string; readonly name: string }>()

  return {
    /** @returns null when the person chose none */
    async choose(directory: boolean): Promise<ChosenArchive | null> {
      const path = await (directory ? desktop.chooseArchiveDirectory() : desktop.chooseArchive())
      if (path === null) return null
      const archive = randomUUID()
      const name = basename(path)
      chosen.set(archive, { path, name })
      return { archive, name }
    },

    /** @throws AppError `not-found` for what was not chosen since the application began */
    get(archive: string) {
      const found = chosen.get(archive)
      if (found) return found
      throw new AppError('not-found/unchosen')
    },
  }
}
