import { type BrowserWindow, clipboard, dialog, shell } from 'electron'
import type { Desktop } from '../services/desktop'
import { said } from '../texts/sentence'

/** The desktop as services see it, through Electron's dialogs, shell and clipboard. */
export function createDesktop(window: () => BrowserWindow | null): Desktop {
  /** Dialogs belong to the window where there is one to see. */
  const over = <Options, Result>(
    show: { (parent: BrowserWindow, options: Options): Result; (options: Options): Result },
    options: Options,
  ): Result => {
    const parent = window()
    return parent?.isVisible() ? show(parent, options) : show(options)
  }

  async function chooseDirectory(title: string, ...more: 'createDirectory'[]): Promise<string | null> {
    const properties = ['openDirectory' as const, ...more]
    const { canceled, filePaths } = await over(dialog.showOpenDialog, { title, properties })
    return canceled ? null : (filePaths[0] ?? null)
  }

  return {
    async chooseArchive(of = 'images') {
      const { canceled, filePaths } = await over(dialog.showOpenDialog, {
        title: said(of === 'files' ? 'dialog/tarball' : 'dialog/archive'),
        properties: ['openFile' as const],
        filters: [
          {
            name: said(of === 'files' ? 'dialog/tarballs' : 'dialog/archives'),
            extensions: ['tar', 'tar.gz', 'tgz', 'tar.zst', 'zst', 'gz', 'xz', 'txz', 'bz2'],
          },
          { name: said('dialog/allFiles'), extensions: ['*'] },
        ],
      })
      return canceled ? null : (filePaths[0] ?? null)
    },
    chooseArchiveDirectory: () => chooseDirectory(said('dialog/archiveDirectory')),
    chooseBuildFolder: () => chooseDirectory(said('dialog/buildFolder')),
    async chooseBuildSecret() {
      const { canceled, filePaths } = await over(dialog.showOpenDialog, {
        title: said('dialog/buildSecret'),
        properties: ['openFile' as const, 'showHiddenFiles' as const],
      })
      return canceled ? null : (filePaths[0] ?? null)
    },
    chooseSaveDirectory: () => chooseDirectory(said('dialog/saveDirectory'), 'createDirectory'),
    async chooseNewFile(suggestedName) {
      const { canceled, filePath } = await over(dialog.showSaveDialog, {
        title: said('dialog/newFile'),
        defaultPath: suggestedName,
      })
      return canceled || !filePath ? null : filePath
    },
    async openUrl(url) {
      const { protocol } = new URL(url)
      if (protocol !== 'https:' && protocol !== 'http:')
        throw new Error(`${protocol} addresses are never opened`)
      await shell.openExternal(url)
    },
    async confirmLeaving(url) {
      const { response } = await over(dialog.showMessageBox, {
        type: 'question' as const,
        title: said('app/name'),
        message: said('dialog/leave', { host: url.host }),
        detail: url.href,
        buttons: [said('dialog/leaveNow'), said('dialog/cancel')],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      })
      return response === 0
    },
    copyText: (text) => clipboard.writeText(text),
  }
}
