import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron'
import { said } from '../texts/sentence'

/**
 * Asks, over the window where there is one to see.
 * @returns which button was pressed
 */
export async function ask(window: BrowserWindow | null, options: MessageBoxOptions): Promise<number> {
  const whole = { title: said('app/name'), noLink: true, ...options }
  const { response } = window?.isVisible()
    ? await dialog.showMessageBox(window, whole)
    : await dialog.showMessageBox(whole)
  return response
}
