import { type BrowserWindow, Notification } from 'electron'
import { ask } from './question'
import { texts } from './texts'

/**
 * Says what failed to a person who may have no window open: in a notification, or in a dialog where the library for
 * those is missing or the desktop shows none.
 */
export function sayFailure(window: BrowserWindow | null, title: string, reason: string): void {
  const sayInDialog = () =>
    void ask(window, { type: 'error', message: title, detail: reason, buttons: [texts.close] })
  if (Notification.isSupported()) {
    const notification = new Notification({ title, body: reason })
    notification.on('failed', sayInDialog)
    notification.show()
  } else sayInDialog()
}
