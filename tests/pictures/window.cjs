// The window that pictures are taken in: a page and nothing else. Text is drawn as it is without a display's own ways
// of making it crisp, so that it comes out alike on other machines.
const { app, BrowserWindow } = require('electron')

for (const [name, value] of [
  ['force-device-scale-factor', '1'],
  ['force-color-profile', 'srgb'],
  ['font-render-hinting', 'none'],
  ['disable-lcd-text'],
  ['disable-gpu'],
  ['lang', 'en-US'],
]) {
  app.commandLine.appendSwitch(name, value)
}

app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    frame: false,
    backgroundColor: '#fff',
    webPreferences: { sandbox: true, backgroundThrottling: false },
  })
  window.loadURL('about:blank')
})
