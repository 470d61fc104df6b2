import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { launch, type Slipway } from '../e2e/support/app'
import { wantPageBack } from '../e2e/support/killedPage'
import { root } from '../support/engine'
import { isAlive } from '../support/processes'

/** Whoever sits before the window: opens it again when it is gone, and starts the engine when they are asked to. */
export interface Person {
  readonly main: number
  /** How often the engine was started by hand, and why. */
  readonly starts: string[]
  /** Opens the window again where its process is gone. */
  reopen(): Promise<void>
  /** Starts the engine where it says that it failed or stopped; what it says. */
  see(): Promise<string>
  /** What the window shows: its words and rows; null while it shows no list. */
  look(): Promise<Shown | null>
  close(): Promise<void>
}

export interface Shown {
  /** The names of the rows, and whether each says that it runs. */
  readonly rows: Readonly<Record<string, boolean>>
  /** Above the list, where there is anything: that it is old, or that the engine is away. */
  readonly notice: string
}

/** In the page, for a page that came back after its process was killed is none of Playwright's any more. */
const looking = `(() => {
  const grid = document.querySelector('[role=grid][aria-label=Containers]')
  const rows = [...(grid?.querySelectorAll('[role=row][aria-label]') ?? [])]
  return {
    there: document.documentElement.dataset.ready === 'true',
    rows: Object.fromEntries(rows.map((row) => [row.getAttribute('aria-label'), /\\b(running|up)\\b/i.test(row.innerText)])),
    notice: [...document.querySelectorAll('section[role=status]')].map((one) => one.innerText).join(' ').trim(),
  }
})()`

export async function createPerson(home: string): Promise<Person> {
  async function open(): Promise<Slipway> {
    const opened = await launch({ home })
    await wantPageBack(opened.app)
    return opened
  }
  let window = await open()
  const starts: string[] = []

  async function slipway(...words: string[]): Promise<string> {
    const env = { ...process.env, SLIPWAY_HOME: home }
    const asked = promisify(execFile)(process.execPath, [join(root, 'bin/slipway'), ...words], {
      env,
      timeout: 120_000,
      killSignal: 'SIGKILL',
    })
    return asked.then(
      ({ stdout }) => stdout,
      ({ stdout = '', stderr = '' }) => `${stdout}${stderr}`,
    )
  }

  return {
    get main() {
      return window.process.pid!
    },
    starts,
    async reopen() {
      if (!isAlive(window.process.pid!)) window = await open()
    },
    async see() {
      const said = await slipway('engine', 'status')
      const phase = /^state +(\w+)/m.exec(said)?.[1] ?? said
      if (phase !== 'stopped' && phase !== 'failed') return phase
      starts.push(`${phase}: ${/^reason +(.*)/m.exec(said)?.[1] ?? ''}`)
      await slipway('engine', 'start')
      return phase
    },
    async look() {
      const asked = window.app.evaluate(
        ({ BrowserWindow }, script) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script),
        looking,
      )
      // A page that is being loaded answers nobody.
      const seen = await Promise.race([asked.catch(() => null), pause(3000, null)])
      return seen?.there ? seen : null
    },
    close: () => window.close(),
  }
}
