import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ElectronWindow, openElectron } from './electronWindow'

const main = `
const { app, BrowserWindow } = require('electron')
app.enableSandbox()
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { sandbox: true } })
  window.loadFile('index.html')
})
process.on('SIGTERM', () => app.exit(0))
`

/** Leaves the mark that our own window leaves, after the frame that shows something. */
const firstPaint = `
requestAnimationFrame(() => setTimeout(() => performance.mark('list-painted')))
`

/**
 * The least that an Electron application can be: one window with one page. It is what every yardstick of a window is.
 * @param folder an empty one, for the application and its profile
 * @param body what the page holds
 * @returns opens it; the second time its profile is warm, as ours is
 */
export function writeBareWindow(folder: string, body = '<p>Nothing here</p>'): () => ElectronWindow {
  const application = join(folder, 'bare')
  mkdirSync(application, { recursive: true })
  writeFileSync(join(application, 'package.json'), JSON.stringify({ name: 'bare', main: 'main.js' }))
  writeFileSync(join(application, 'main.js'), main)
  writeFileSync(
    join(application, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>Bare</title>${body}<script>${firstPaint}</script>`,
  )
  return () => openElectron({ application, flags: [`--user-data-dir=${join(folder, 'profile')}`] })
}
