// Loaded into main with -r: hides the window and shows it again, and says how many streams it reads each time.
const { app, BrowserWindow } = require('electron')
const { setTimeout: pause } = require('node:timers/promises')

const openStreams = () => globalThis.slipwayTest?.server.openStreams

/** Says the number once it has been the same for a second. */
async function say(when) {
  let last
  for (let same = 0; same < 10; await pause(100)) {
    same = openStreams() === last ? same + 1 : 0
    last = openStreams()
  }
  process.stdout.write(`${when}: ${last}\n`)
}

app.whenReady().then(async () => {
  while (!openStreams()) await pause(100)
  const [window] = BrowserWindow.getAllWindows()
  await say('shown')
  window.hide()
  await say('hidden')
  window.show()
  await say('shown')
})
