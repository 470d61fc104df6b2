import type { ElectronApplication } from '@playwright/test'
import { signal } from '../../support/signal'
import { expect } from './app'

/** The page of a window whose process is killed again and again. Playwright's own hold on it is lost with the first. */
export interface KilledPage {
  /** What the page's own bridge answers. */
  call<T>(name: string, input: object): Promise<T>
  /** Asks for it, and resolves as soon as main has that, not when it has done it. */
  begin(name: string, input: object): Promise<void>
  /** Opens a stream, asks for one piece of news, and resolves to nothing once that is here. */
  open(name: string, input: object): Promise<void>
  /** Kills its process, and waits for the page that takes its place. */
  kill(): Promise<void>
  /** Names of the rows that it shows, and of the buttons above them. */
  shown(): Promise<{ readonly rows: readonly string[]; readonly buttons: readonly string[] }>
}

/** The preload's bridge as a page's own script finds it. */
const openStream = `(name, input) => {
  const { port1, port2 } = new MessageChannel()
  window.postMessage({ type: 'slipway:open', name, input }, '*', [port2])
  port1.postMessage({ pull: 1 })
  return port1
}`

/** More often than three times a minute a person is asked whether the page is to come back: they want that. */
export const wantPageBack = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
  })

export async function killedPage(app: ElectronApplication): Promise<KilledPage> {
  await wantPageBack(app)

  function run<T>(script: string): Promise<T> {
    return app.evaluate(
      ({ BrowserWindow }, words) => BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(words),
      script,
    )
  }
  const pid = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId())
  const words = (...given: unknown[]) => given.map((each) => JSON.stringify(each)).join(', ')

  return {
    async call<T>(name: string, input: object) {
      const reply = await run<{ ok: boolean; value: T }>(`slipway.call(${words(name, input)})`)
      expect(reply).toMatchObject({ ok: true })
      return reply.value
    },
    // What is asked for next is answered next: nobody knows such a call.
    begin: (name, input) =>
      run(`void slipway.call(${words(name, input)}); slipway.call('nothing', {}).then(() => {})`),
    open: (name, input) =>
      run(`new Promise((settle) => {
        (${openStream})(${words(name, input)}).onmessage = () => settle()
      })`),
    async kill() {
      const killed = await pid()
      signal(killed, 'SIGKILL')
      await expect.poll(pid).not.toBe(killed)
      const isReady = () =>
        app.evaluate(async ({ BrowserWindow }) => {
          const contents = BrowserWindow.getAllWindows()[0]!.webContents
          if (contents.isCrashed() || contents.isLoading()) return false
          return contents.executeJavaScript('document.documentElement.dataset.ready').catch(() => '')
        })
      await expect.poll(isReady).toBe('true')
    },
    shown: () =>
      run(`({
        rows: [...document.querySelectorAll('[role=grid] [role=row][aria-label]')].map((row) => row.ariaLabel).sort(),
        buttons: [...document.querySelectorAll('button')].map((button) => button.innerText.trim()),
      })`),
  }
}
