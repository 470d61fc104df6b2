import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Log } from './log'
import { page } from './page'
import { fitToScreens, readWindowState, smallest, writeWindowState } from './windowState'

export interface WindowOptions {
  /** The built application: holds out/. */
  readonly root: string
  /** Where the size and place are remembered. */
  readonly stateFile: string
  readonly log: Log
}

/** The page's background in the theme that holds, so that nothing flashes before it is painted. */
export const background = () => (nativeTheme.shouldUseDarkColors ? '#0e1318' : '#f5f6f8')

/** Opens the window and starts to load its page; it shows itself once there is something to see. */
export function openWindow({ root, stateFile, log }: WindowOptions): BrowserWindow {
  const screens = screen.getAllDisplays().map((display) => display.workArea)
  const { maximised, ...bounds } = fitToScreens(readWindowState(stateFile), screens)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Slipway',
    icon: join(root, 'build/icon.png'),
    autoHideMenuBar: true,
    backgroundColor: background(),
    webPreferences: {
      preload: join(root, 'out/preload/preload.js'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  if (maximised) window.maximize()
  // The title names the application, whatever a page would like it to be.
  window.on('page-title-updated', (event) => event.preventDefault())
  showOnce(window)
  rememberState(window, stateFile, log)
  void window.loadURL(page.address).catch((error) => log.error(error, 'loading the page'))
  return window
}

/** How long a page that is loaded is given to paint itself, in ms, before the window is shown as it is. */
const paintGrace = 2000

/**
 * Shows the window once there is something to see: no frame of a hidden window may ever come where the process that
 * paints ended in that moment, and then it is shown all the same.
 */
function showOnce(window: BrowserWindow): void {
  let timer: NodeJS.Timeout | undefined
  const show = () => {
    clearTimeout(timer)
    window.off('ready-to-show', show)
    if (!window.isDestroyed()) window.show()
  }
  window.once('ready-to-show', show)
  window.webContents.once('did-finish-load', () => {
    if (!window.isVisible()) timer = setTimeout(show, paintGrace)
  })
  window.once('closed', () => clearTimeout(timer))
}

/** Brings the window before the person, wherever it was. */
export function reveal(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function rememberState(window: BrowserWindow, stateFile: string, log: Log): void {
  let timer: NodeJS.Timeout | undefined
  const remember = () => {
    clearTimeout(timer)
    timer = undefined
    if (window.isDestroyed()) return
    try {
      writeWindowState(stateFile, { ...window.getNormalBounds(), maximised: window.isMaximized() })
    } catch (error) {
      log.error(error, 'remembering the size of the window')
    }
  }
  const soon = () => {
    timer ??= setTimeout(remember, 500)
  }
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const)
    window.on(event as 'resize', soon)
  window.on('close', remember)
  window.on('closed', () => clearTimeout(timer))
}
