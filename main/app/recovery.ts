import { app, type BrowserWindow, dialog } from 'electron'
import { said } from '../texts/sentence'
import type { Log } from './log'

const perMinute = 3
const minute = 60_000

/**
 * Brings the page back after its process was killed, at most three times a minute; then the person decides. The
 * GPU process comes back by itself: only what it had painted must be painted anew. The engine is never involved.
 */
export function recover(window: BrowserWindow, log: Log, logFile: string): void {
  const times: number[] = []

  async function reload(): Promise<void> {
    const now = Date.now()
    while (times[0] !== undefined && now - times[0] > minute) times.shift()
    if (times.length < perMinute) {
      times.push(now)
      return window.webContents.reload()
    }
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: said('app/name'),
      message: said('crash/message'),
      detail: said('crash/detail', { file: logFile }),
      buttons: [said('crash/reload'), said('crash/close')],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    })
    if (window.isDestroyed()) return
    if (response === 1) return window.close()
    times.length = 0
    await reload()
  }

  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.note(`the page's process is gone: ${reason}, code ${exitCode}`)
    void reload()
  })
  const repaint = (_event: unknown, { type, reason }: Electron.Details) => {
    log.note(`a helper process is gone: ${type}, ${reason}`)
    if (type === 'GPU' && !window.isDestroyed()) window.webContents.invalidate()
  }
  app.on('child-process-gone', repaint)
  window.on('closed', () => app.off('child-process-gone', repaint))
}
