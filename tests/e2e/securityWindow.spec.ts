import { readFileSync } from 'node:fs'
import { docker } from '../support/engine'
import { childrenOf, emptyAfterEach, expect, type Slipway, test } from './support/app'

// What is done to a window here it does not come back from: each test has one of its own.

emptyAfterEach()

const rendererPid = ({ app }: Slipway) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)

interface Bridge {
  readonly slipway: {
    call(name: unknown, input?: unknown): Promise<{ ok: boolean; error?: { code: string; message: string } }>
  }
}

test('4: the page cannot be led away, and opens nothing', async ({ slipway }) => {
  const { app, page } = slipway
  const address = page.url()
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url) => void opened.push(url)
  })
  await page.evaluate(() => {
    const target = 'https://127.0.0.1:1/'
    window.open(target)
    window.open('app://slipway/index.html')
    const link = document.createElement('a')
    document.body.append(link)
    for (const [href, name] of [
      [target, ''],
      [target, '_blank'],
      ['file:///etc/passwd', ''],
      ['data:text/html,<p>', ''],
      ['javascript:void 0', ''],
      ['app://slipway/assets/', ''],
    ] as const) {
      link.href = href
      link.target = name
      link.click()
    }
    location.href = target
  })
  await page.waitForTimeout(500)
  expect(page.url()).toBe(address)
  const all = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((each) => each.getURL()),
  )
  expect(all).toEqual([address])
  expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([])
})

test('4: the page does not stay blank, and cannot close the window', async ({ slipway }) => {
  const { app, page } = slipway
  const address = page.url()
  await page.evaluate(() => location.assign('about:blank'))
  await expect.poll(() => page.url()).toBe(address)
  await expect(page.getByRole('navigation').first()).toBeVisible()
  await page.evaluate(() => (window as Partial<Window>).close?.())
  const reply = await page.evaluate(() => (window as unknown as Bridge).slipway.call('app.about'))
  expect(reply).toBeTruthy()
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('6: only the main frame of our own window is served', async ({ slipway }) => {
  const answers = await slipway.app.evaluate(async ({ app, BrowserWindow }) => {
    const [own] = BrowserWindow.getAllWindows()
    const preload = `${app.getAppPath()}/out/preload/preload.js`
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
    const ask = `Promise.race([
      window.slipway.call('app.info').then((reply) => reply.ok ? 'served' : reply.error.code, () => 'dropped'),
      new Promise((resolve) => setTimeout(resolve, 2000, 'dropped')),
    ])`
    const listen = `new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => resolve('item' in data ? 'served' : 'refused')
      window.postMessage({ type: 'slipway:open', name: 'containers.watch' }, '*', [port2])
      port1.postMessage('pull')
      setTimeout(resolve, 500, 'dropped')
    })`
    const given: string[] = []
    // A window that is not ours, with our own page; then our window with a page that is not ours.
    await other.loadURL('app://slipway/')
    given.push(
      await other.webContents.executeJavaScript(ask),
      await other.webContents.executeJavaScript(listen),
    )
    other.destroy()
    await own!.loadURL('data:text/html,<p>')
    given.push(
      await own!.webContents.executeJavaScript(ask),
      await own!.webContents.executeJavaScript(listen),
    )
    return given
  })
  expect(answers).toEqual(['denied', 'dropped', 'denied', 'dropped'])
})

test('8: a page or GPU process that is killed is back; after the third time in a minute the person decides', async ({
  slipway,
  engine,
}) => {
  const { app } = slipway
  await docker(engine, 'run', '-d', '--name', 'calm', engine.image, 'sleep', '1000')
  await app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = (async (...given: unknown[]) => {
      asked.push((given.at(-1) as { message: string }).message)
      return new Promise(() => {})
    }) as typeof dialog.showMessageBox
  })
  const shows = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      if (contents.isCrashed() || contents.isLoading()) return ''
      return Promise.race([
        contents.executeJavaScript('document.documentElement.dataset.ready + document.body.innerText'),
        new Promise<string>((resolve) => setTimeout(resolve, 500, '')),
      ]).catch(() => '')
    })
  const gpu = childrenOf(slipway.process.pid!).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=gpu-process'),
  )
  process.kill(gpu!, 'SIGKILL')
  await expect.poll(shows).toMatch(/^true[\s\S]*calm/)

  const container = await docker(engine, 'inspect', '--format', '{{.State.Pid}}', 'calm')
  for (let time = 0; time < 3; time++) {
    const pid = await rendererPid(slipway)
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => rendererPid(slipway)).not.toBe(pid)
    await expect.poll(shows).toMatch(/^true[\s\S]*calm/)
  }
  process.kill(await rendererPid(slipway), 'SIGKILL')
  const asked = () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
  await expect.poll(asked).toEqual(['The window keeps failing.'])
  expect(await docker(engine, 'inspect', '--format', '{{.State.Pid}}', 'calm')).toBe(container)
})
