import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { app, type BrowserWindow, Menu, protocol, session } from 'electron'
import { type Arguments, readArguments } from './app/arguments'
import { useCompiled } from './app/compiled'
import { serveWindow } from './app/ipc'
import { createLog } from './app/log'
import { createNotices } from './app/notices'
import { createPages, scheme, servePages } from './app/protocol'
import { recover } from './app/recovery'
import type { Running } from './app/running'
import { secureContents, secureSession } from './app/security'
import { leaveToFirst, toSecondStart } from './app/singleStart'
import { startInTheme } from './app/theme'
import { openWindow, reveal } from './app/window'
import { mark } from './base/marks'
import { commandLineWords, runCommandLine } from './cli/packaged'
import { closeToOthers, folderProblem } from './engine/owned/ownFolder'
import { enginePaths } from './engine/owned/paths'
import { said, say } from './texts/sentence'

mark('code runs')
const started = Date.now()
/** Milliseconds after which a page that does not load keeps the rest waiting no longer. */
const longestStart = 1_000
const { home } = enginePaths(process.env)
const windowHome = join(home, 'window')
const root = app.getAppPath()

/** Sets Chromium's profile, and with it the lock that makes one window per SLIPWAY_HOME. */
function prepare(): Arguments {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  if (!DISPLAY && !WAYLAND_DISPLAY && !app.commandLine.hasSwitch('ozone-platform')) {
    throw new Error(said('app/noDisplay'))
  }
  for (const folder of [home, windowHome]) {
    // Chromium would wait for its lock there for ever, and say nothing.
    const problem = folderProblem(folder)
    if (problem) throw new Error([say(problem.reason), problem.advice].filter(Boolean).join('\n  '))
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    closeToOthers(folder)
  }
  app.setPath('userData', windowHome)
  // There are no cookies to protect: nobody should have to unlock a keyring for them when the window opens.
  app.commandLine.appendSwitch('password-store', 'basic')
  // Its port would be open to every user of this machine. A pipe is only whoever started this one's.
  if (app.isPackaged) app.commandLine.removeSwitch('remote-debugging-port')
  return readArguments(process.argv, process.cwd())
}

async function main({ screenshot }: Arguments): Promise<void> {
  const logFile = join(windowHome, 'main.log')
  const log = createLog(logFile)
  process.on('uncaughtException', (error) => log.error(error, 'uncaught'))
  process.on('unhandledRejection', (reason) => log.error(reason, 'unhandled'))
  // Whoever started this may have closed the other end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

  let window: BrowserWindow | null = null
  let quitting = false
  let running: Running | undefined
  const notices = createNotices()

  // Asking for it takes --no-sandbox back, without which root's Chromium does not start.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  Menu.setApplicationMenu(null)
  app.on('web-contents-created', (_event, contents) => secureContents(contents, log))
  app.on('before-quit', () => {
    quitting = true
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    void (running?.shutdown() ?? Promise.resolve()).finally(() => app.exit(0))
  })

  await app.whenReady()
  mark('Electron is ready')
  // Chromium has set its own handlers by now; these never ask, and the engine runs on.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  secureSession(session.defaultSession)
  startInTheme(join(home, 'settings.json'))
  const pages = createPages(join(root, 'out/renderer'))
  servePages(protocol, pages)
  window = openWindow({ root, stateFile: join(windowHome, 'state.json'), log })
  mark('window made')
  recover(window, log, logFile)
  window.on('closed', () => {
    window = null
    app.quit()
  })
  window.on('close', (event) => {
    if (quitting || !window) return
    event.preventDefault()
    if (running?.tray()) window.hide()
    else window.minimize()
  })

  const keepCompiled = useCompiled(join(windowHome, 'compiled'), join(root, 'out/main/chunks'))
  // Loading the rest keeps main from answering for a while: it is done while the page compiles what it was given.
  const starting = Promise.race([pages.started, pause(longestStart)])
    .then(() => {
      mark('page is busy: reads the rest')
      return import('./app/running')
    })
    .then(({ runApplication }) =>
      runApplication({ root, home, window: () => window, notices, log, screenshot, keepCompiled }),
    )
  serveWindow(
    () => window,
    starting.then(({ server }) => server),
    log,
    () => starting.then(({ firstList }) => firstList()),
  )
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    if (window) reveal(window)
    const { screenshot: file } = toSecondStart(data)
    if (file) void starting.then(({ picture }) => picture(file))
  })
  running = await starting
}

function open(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, codeCache: true } },
  ])
  const given = prepare()
  if (app.requestSingleInstanceLock({ screenshot: given.screenshot })) {
    main(given).catch((error: Error) => fail(error))
  } else {
    void leaveToFirst(given, started).then((code) => app.exit(code))
  }
}

function fail(error: Error): void {
  process.stderr.write(`${said('app/failed', { reason: error.message })}\n`)
  app.exit(1)
}

const words = commandLineWords(process.argv)
try {
  if (words) runCommandLine(words, root)
  open()
} catch (error) {
  fail(error as Error)
}
