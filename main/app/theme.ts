import { type BrowserWindow, nativeTheme } from 'electron'
import { readObjectFile } from '../base/objectFile'
import type { SettingsStore } from '../services/settings/store'
import { background } from './window'

/** Sets the theme before the window opens, from the file alone: the first frame is in it, and no schema is loaded for it. */
export function startInTheme(file: string): void {
  const { theme } = readObjectFile(file).content ?? {}
  nativeTheme.themeSource = theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Follows the person's choice, and the system's where they leave it to that. */
export function followTheme(settings: SettingsStore, window: () => BrowserWindow | null): () => void {
  const paint = () => window()?.setBackgroundColor(background())
  nativeTheme.on('updated', paint)
  const follow = () => {
    nativeTheme.themeSource = settings.state.values.theme
  }
  const stop = settings.listen(follow)
  follow()
  return () => {
    nativeTheme.off('updated', paint)
    stop()
  }
}
