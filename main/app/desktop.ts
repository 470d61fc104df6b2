import { type BrowserWindow, clipboard, dialog, shell } from 'electron'
import type { Desktop } from '../services/desktop'
import { texts } from './texts'

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
    async chooseArchive() {
      const { canceled, filePaths } = await over(dialog.showOpenDialog, {
        title: texts.chooseArchive,
        properties: ['openFile' as const],
        filters: [
          { name: texts.archives, extensions: ['tar', 'tar.gz', 'tgz', 'tar.zst', 'zst', 'gz'] },
          { name: texts.allFiles, extensions: ['*'] },
        ],
      })
      return canceled ? null : (filePaths[0] ?? null)
    },
    chooseArchiveDirectory: () => chooseDirectory(texts.chooseArchiveDirectory),
    chooseBuildFolder: () => chooseDirectory(texts.chooseBuildFolder),
    chooseSaveDirectory: () => chooseDirectory(texts.chooseSaveDirectory, 'createDirectory'),
    async chooseNewFile(suggestedName) {
      const { canceled, filePath } = await over(dialog.showSaveDialog, {
        title: texts.chooseNewFile,
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
        title: 'Slipway',
        message: texts.leaving(url.host),
        detail: url.href,
        buttons: [texts.openInBrowser, texts.cancel],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      })
      return response === 0
    },
    copyText: (text) => clipboard.writeText(text),
  }
}
