import './setup/node.mjs'
import { describeElectron } from './setup/electron.mjs'
import { setUp } from './setup/setUp.mjs'
import { run } from './support/command.mjs'
import { hasDisplay, hasSessionBus, sessionBus, virtualDisplay } from './support/display.mjs'
import { electronRuntime } from './support/electronRuntime.mjs'
import { inRoot, isRoot, root } from './support/paths.mjs'
import { main, say } from './support/report.mjs'

// The window with hot reload: the renderer is served by Vite and follows each change of its sources.
await main(async () => {
  await setUp({ virtualDisplay: !hasDisplay(), application: false })
  const runtime = electronRuntime()
  say(`Electron ${describeElectron(runtime)}`)
  const env = { ...process.env, ELECTRON_EXEC_PATH: runtime.executable }
  if (!hasDisplay()) {
    say('There is no display: the window opens on a virtual one (Xvfb).')
    Object.assign(env, await virtualDisplay(), hasSessionBus() ? {} : await sessionBus())
  }
  const program = inRoot('node_modules/electron-vite/bin/electron-vite.js')
  const flags = isRoot ? ['--noSandbox'] : []
  const { code } = await run(process.execPath, [program, 'dev', ...flags, ...process.argv.slice(2)], {
    cwd: root,
    env,
    show: true,
  })
  return code
})
