// A window with a page and nothing else: no engine, no main of Slipway's.
const { app, BrowserWindow } = require('electron')

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1000, height: 600, webPreferences: { sandbox: true } })
  window.loadFile(process.argv.at(-1))
})
