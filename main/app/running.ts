import { join } from 'node:path'
import { app, type BrowserWindow } from 'electron'
import { mark } from '../base/marks'
import { compose } from '../compose'
import { rowsAtOnce } from '../contract/parts'
import { lastingRoot } from '../engine/owned/lastingRoot'
import type { Server } from '../ipc/server'
import { openSettings } from '../services/settings/store'
import { said } from '../texts/sentence'
import { activityNews } from './activityNews'
import { tidyAfterStart } from './afterStart'
import { createDesktop } from './desktop'
import { createLeaving } from './leaving'
import type { Log } from './log'
import { setMenu } from './menu'
import type { Notices } from './notices'
import { createNotifier } from './notifier'
import { createOpenAtLogin } from './openAtLogin'
import { whenPainted } from './painted'
import { announceReady, whenSettled } from './readiness'
import { takeScreenshot } from './screenshot'
import { followTheme } from './theme'
import { writeTrace } from './trace'
import { type AppTray, createTray } from './tray'
import { createTrayActions } from './trayActions'
import { reveal } from './window'

export interface RunningOptions {
  readonly root: string
  readonly home: string
  readonly notices: Notices
  readonly log: Log
  /** Where to write a picture before leaving; null in ordinary use. */
  readonly screenshot: string | null
  window(): BrowserWindow | null
  /** Writes down what was compiled of main's files, for the next start. */
  keepCompiled(): void
}

/** The application once its window is on the way: everything behind the page. */
export interface Running {
  readonly server: Server
  /** The list of containers as JSON; null where it has not come yet, or is so long that it comes in parts. */
  firstList(): Promise<string | null>
  /** Whether the desktop shows a tray. */
  tray(): boolean
  /** Writes a picture of the window to a file, once there is something to see. */
  picture(file: string): Promise<boolean>
  shutdown(): Promise<void>
}

/** Milliseconds that a picture waits for the engine and the list, that the page gets to show a failure, and all to end. */
const longestWait = 60_000
const timeToShow = 1_000
const longestEnd = 2_000

export async function runApplication(options: RunningOptions): Promise<Running> {
  mark('the rest was read')
  const { root, home, notices, log, screenshot, window, keepCompiled } = options
  const settings = openSettings(join(home, 'settings.json'))
  const stopTheme = followTheme(settings, window)
  let tray: AppTray | undefined
  const composition = await compose({
    root: await lastingRoot(root, process.env),
    env: process.env,
    desktop: createDesktop(window),
    settings,
    host: {
      versions: {
        slipway: app.getVersion(),
        electron: process.versions.electron,
        chrome: process.versions.chrome,
        node: process.versions.node,
      },
      tray: () => tray?.host !== false,
      notices: (signal) => notices.watch(signal),
      openAtLogin: createOpenAtLogin(process.env, program(root)),
    },
    log: (error, method) => log.error(error, method),
  })
  const { engine, services, server } = composition
  mark('composed')

  const show = (path?: string) => {
    const shown = window()
    if (!shown) return
    if (shown.webContents.isCrashed()) shown.webContents.reload()
    if (path) notices.push({ kind: 'open', path })
    reveal(shown)
  }
  const tell = createNotifier({ settings, notices, window, show })
  composition.activities.onEnd((ended) => {
    const shown = window()
    // Who can see the window is told there.
    if (!shown?.isVisible() || shown.isMinimized()) tell(activityNews(ended))
  })
  const leaving = createLeaving({
    engine,
    service: services.engine,
    settings,
    elsewhere: composition.elsewhere,
    window,
    leave: () => app.quit(),
  })
  const quit = () => void leaving.quit()
  setMenu({
    quit,
    about() {
      notices.push({ kind: 'about' })
      show()
    },
  })

  const broughtUp = composition.bringUp().catch((error: unknown) => {
    log.error(error, 'starting the engine')
    return true
  })
  const contents = window()?.webContents
  const painted = contents ? whenPainted(contents) : Promise.resolve()
  const stopAnnouncing = announceReady(engine, painted)
  if (contents) void painted.then(() => writeTrace(contents)).catch((error) => log.error(error, 'tracing'))
  void painted.then(() => tidyAfterStart(keepCompiled, log))

  /** False when the engine failed, after the page has had time to say so, or when nothing was painted in time. */
  async function somethingToSee(): Promise<boolean> {
    const seen = whenSettled(engine).then((engineReady) =>
      engineReady ? painted.then(() => true) : pause(timeToShow, false),
    )
    return Promise.race([seen, pause(longestWait, false)])
  }

  async function picture(file: string): Promise<boolean> {
    const isReady = await somethingToSee()
    const shown = window()
    if (!shown) return false
    try {
      await takeScreenshot(shown, file)
      return isReady
    } catch (error) {
      log.error(error, 'taking a picture')
      process.stderr.write(`${said('app/noPicture', { why: (error as Error).message })}\n`)
      return false
    }
  }

  async function pictureAndLeave(file: string): Promise<void> {
    const done = await picture(file)
    if (await broughtUp) await engine.stop().catch((error) => log.error(error, 'stopping the engine'))
    await shutdown()
    app.exit(done ? 0 : 1)
  }

  if (screenshot) void pictureAndLeave(screenshot)
  else {
    tray = createTray({
      icon: join(root, 'build/tray.png'),
      services,
      engine,
      log,
      act: createTrayActions({
        services,
        log,
        show,
        sayFailure: (title, text) => tell({ title, text, failed: true }),
        quit,
        stopEngine: leaving.stopEngine,
      }),
      onHost(present) {
        if (present || settings.state.values.noTraySeen) return
        notices.push({ kind: 'no-tray' })
        settings.change({ noTraySeen: true })
      },
    })
  }
  if (process.env.SLIPWAY_TEST === '1') Object.assign(globalThis, { slipwayTest: { server, engine } })

  /** What does not end in time ends with the process. */
  async function shutdown(): Promise<void> {
    tray?.dispose()
    stopAnnouncing()
    stopTheme()
    await Promise.race([composition.shutdown(), pause(longestEnd, undefined)])
  }

  /** Of an engine that does not run yet there is no list. */
  async function firstList(): Promise<string | null> {
    if (engine.state.phase !== 'ready' && composition.elsewhere() === null) return null
    const list = await composition.containers().catch(() => null)
    mark('has the first list')
    return list && list.staleSince === null && list.items.length <= rowsAtOnce ? JSON.stringify(list) : null
  }

  return { server, firstList, tray: () => tray?.host === true, picture, shutdown }
}

/** What starts this application again: the AppImage where it came as one, for what runs is only its mounted content. */
function program(root: string): string[] {
  if (process.env.APPIMAGE) return [process.env.APPIMAGE]
  return app.isPackaged ? [process.execPath] : [process.execPath, root]
}

function pause<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, value).unref())
}
