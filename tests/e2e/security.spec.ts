import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { docker } from '../support/engine'
import { childrenOf, emptyAfterEach, expect, isRoot, type Slipway } from './support/app'
import { testOnReloadedPages } from './support/reloadedWindow'

emptyAfterEach()
const test = testOnReloadedPages()

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'none'; frame-src 'none'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"

/** What /proc says of a process. */
const statusOf = (pid: number, field: string) =>
  readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${field}:\\s*(\\S+)`, 'm'))?.[1]

const rendererPid = ({ app }: Slipway) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)

/** A request as Chromium would make it for a page, with the address as it is given. */
const request = ({ app }: Slipway, url: string, method = 'GET') =>
  app.evaluate(
    async ({ net }, given) => {
      try {
        const response = await net.fetch(given.url, {
          method: given.method,
          bypassCustomProtocolHandlers: false,
        })
        const headers = Object.fromEntries(response.headers.entries())
        return { status: response.status, headers, text: (await response.text()).slice(0, 500) }
      } catch (error) {
        return { status: 0, headers: {} as Record<string, string>, text: String(error) }
      }
    },
    { url, method },
  )

test('1: the page is isolated, sandboxed, and has nothing of Node', async ({ slipway }) => {
  const preferences = await slipway.app.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) =>
        (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
      ),
  )
  expect(preferences).toHaveLength(1)
  const [given] = preferences
  expect(given).toMatchObject({ sandbox: true, contextIsolation: true, webSecurity: true })
  for (const name of [
    'nodeIntegration',
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'webviewTag',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'navigateOnDragDrop',
    'spellcheck',
  ]) {
    expect(given![name] ?? false, name).toBe(false)
  }
  const found = await slipway.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', '__dirname', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
  )
  expect(found).toEqual([])
})

test('1: the page runs inside Chromium’s sandbox', async ({ slipway }) => {
  test.skip(isRoot, 'as root Chromium has no sandbox')
  const pid = await rendererPid(slipway)
  expect(childrenOf(slipway.process.pid!)).toContain(pid)
  expect(statusOf(pid, 'Seccomp')).toBe('2')
  expect(statusOf(pid, 'NoNewPrivs')).toBe('1')
})

test('2: app:// gives the window’s own files and nothing else', async ({ slipway }) => {
  const page = await request(slipway, 'app://slipway/')
  expect(page.status).toBe(200)
  expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': csp })
  for (const path of [
    '..%2fmain%2findex.js',
    '..%2f..%2fpackage.json',
    'assets/..%2f..%2fmain/index.js',
    '..%5c..%5cpackage.json',
    '%2e%2e/%2e%2e/package.json',
    '../../package.json',
    '/etc/passwd',
    'assets/',
    'no-such-file',
  ]) {
    const { status, text } = await request(slipway, `app://slipway/${path}`)
    expect({ path, status, text }).toEqual({ path, status: 404, text: '' })
  }
  // Chromium takes no address with NUL in its path, so that one does not even get here.
  for (const path of ['index.html%00', '%00', 'assets/%00.js']) {
    expect([0, 404]).toContain((await request(slipway, `app://slipway/${path}`)).status)
  }
  expect((await request(slipway, 'app://elsewhere/index.html')).status).toBe(404)
  for (const method of ['POST', 'PUT', 'HEAD']) {
    expect((await request(slipway, 'app://slipway/', method)).status).toBe(405)
  }
})

test('3: what is injected into the page does nothing', async ({ slipway }) => {
  const { page } = slipway
  const refused = await page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const state = window as unknown as Record<string, unknown>
    const inject = (html: string) => {
      const box = document.createElement('div')
      box.innerHTML = html
      document.body.append(box)
    }
    const script = document.createElement('script')
    script.textContent = 'window.injected = "inline"'
    document.body.append(script)
    const remote = document.createElement('script')
    remote.src = 'https://127.0.0.1:1/x.js'
    document.body.append(remote)
    inject('<img src="data:image/png;base64,x" onerror="window.injected = \'onerror\'">')
    inject('<img src="https://127.0.0.1:1/pixel.png">')
    inject('<iframe src="app://slipway/"></iframe><object data="app://slipway/"></object>')
    inject('<base href="https://127.0.0.1:1/">')
    inject('<form action="https://127.0.0.1:1/"><button></button></form>')
    document.querySelector<HTMLButtonElement>('form button')?.click()
    const tried: Record<string, boolean> = {}
    // What the debugger runs may use eval until it first waits.
    await new Promise((resolve) => setTimeout(resolve))
    try {
      // biome-ignore lint/security/noGlobalEval: this is what must not work
      const evaluate = eval
      tried.eval = evaluate('1') === 1
    } catch {
      tried.eval = false
    }
    try {
      tried.function = new Function('return 1')() === 1
    } catch {
      tried.function = false
    }
    for (const url of ['https://127.0.0.1:1/', 'app://slipway/index.html']) {
      tried[url] = await fetch(url).then(
        () => true,
        () => false,
      )
    }
    tried.socket = await new Promise<boolean>((resolve) => {
      try {
        const socket = new WebSocket('ws://127.0.0.1:1/')
        socket.onopen = () => resolve(true)
        socket.onerror = () => resolve(false)
      } catch {
        resolve(false)
      }
    })
    await new Promise((resolve) => setTimeout(resolve, 500))
    return {
      injected: state.injected,
      tried,
      violations: [...new Set(violations)].sort(),
      base: document.baseURI,
    }
  })
  expect(refused.injected).toBeUndefined()
  expect(Object.values(refused.tried)).not.toContain(true)
  expect(refused.base).toMatch(/^app:\/\/slipway\//)
  for (const directive of [
    'script-src-elem',
    'script-src-attr',
    'script-src',
    'img-src',
    'frame-src',
    'base-uri',
    'connect-src',
  ]) {
    expect(refused.violations).toContain(directive)
  }
})

test('5: no connection of its own leaves the page', async ({ slipway }) => {
  const heard: string[] = []
  const udp = createSocket('udp4').on('message', () => heard.push('udp'))
  const tcp = createServer(() => heard.push('tcp'))
  await Promise.all([
    new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve)),
  ])
  const ports = { udp: udp.address().port, tcp: (tcp.address() as AddressInfo).port }
  const candidates = await slipway.page.evaluate(async ({ udp, tcp }) => {
    const turn = { username: 'a', credential: 'b' }
    const found: string[] = []
    try {
      const peer = new RTCPeerConnection({
        iceServers: [
          { urls: `stun:127.0.0.1:${udp}` },
          { urls: `turn:127.0.0.1:${udp}?transport=udp`, ...turn },
          { urls: `turn:127.0.0.1:${tcp}?transport=tcp`, ...turn },
        ],
      })
      peer.createDataChannel('a')
      peer.onicecandidate = ({ candidate }) => candidate && found.push(candidate.candidate)
      await peer.setLocalDescription(await peer.createOffer())
      const candidate = (protocol: string, port: number) =>
        `candidate:1 1 ${protocol} 2122260223 127.0.0.1 ${port} typ host${protocol === 'tcp' ? ' tcptype passive' : ''}`
      const other = new RTCPeerConnection()
      await other.setRemoteDescription(peer.localDescription!)
      await peer.setRemoteDescription(await other.createAnswer())
      for (const [protocol, port] of [
        ['udp', udp],
        ['tcp', tcp],
      ] as const) {
        await peer.addIceCandidate({ candidate: candidate(protocol, port), sdpMLineIndex: 0 })
      }
    } catch {
      // Where there is no such thing nothing can leave by it.
    }
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    return found
  }, ports)
  udp.close()
  tcp.close()
  expect(heard).toEqual([])
  expect(candidates).toEqual([])
})

test('4: a file that is dropped on the window is not opened', async ({ slipway }) => {
  const { page } = slipway
  const address = page.url()
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: ['/etc/passwd'], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 500, data })
  }
  await page.waitForTimeout(500)
  expect(page.url()).toBe(address)
})

test('4: only https leaves for the browser, after its host was shown', async ({ slipway }) => {
  const { app, page } = slipway
  await app.evaluate(({ dialog, shell }) => {
    const seen: string[] = []
    Object.assign(globalThis, { seen })
    shell.openExternal = async (url) => void seen.push(`open ${url}`)
    dialog.showMessageBox = (async (...given: unknown[]) => {
      seen.push((given.at(-1) as { message: string }).message)
      return { response: 0, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  })
  const replies = await page.evaluate(async () => {
    const { slipway } = window as unknown as Bridge
    const ok: boolean[] = []
    for (const url of [
      'https://example.org/a',
      'http://example.org/',
      'file:///etc/passwd',
      'javascript:1',
    ]) {
      ok.push((await slipway.call('app.openExternal', { url })).ok)
    }
    return ok
  })
  expect(replies).toEqual([true, false, false, false])
  const seen = await app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
  expect(seen).toEqual(['Open example.org in your browser?', 'open https://example.org/a'])
})

test('5: whatever the page asks of the machine is denied', async ({ slipway }) => {
  const denied = await slipway.page.evaluate(async () => {
    const refused = async (attempt: () => Promise<unknown>) => {
      try {
        const answer = await attempt()
        return answer === 'denied' || (Array.isArray(answer) && answer.length === 0)
      } catch {
        return true
      }
    }
    const { mediaDevices, geolocation, permissions, clipboard } = navigator
    return {
      camera: await refused(() => mediaDevices.getUserMedia({ video: true })),
      microphone: await refused(() => mediaDevices.getUserMedia({ audio: true })),
      screen: await refused(() => mediaDevices.getDisplayMedia({ video: true })),
      place: await refused(() => new Promise((yes, no) => geolocation.getCurrentPosition(yes, no))),
      notifications: await refused(() => Notification.requestPermission()),
      clipboard: await refused(() => clipboard.readText()),
      midi: await refused(() => navigator.requestMIDIAccess()),
      asked: (await permissions.query({ name: 'geolocation' })).state,
    }
  })
  const { asked, ...attempts } = denied
  expect(asked).toBe('denied')
  expect(Object.entries(attempts).filter(([, isRefused]) => !isRefused)).toEqual([])
})

interface Bridge {
  readonly slipway: {
    call(name: unknown, input?: unknown): Promise<{ ok: boolean; error?: { code: string; message: string } }>
  }
}

test('6: nonsense never reaches the engine, and ends nothing', async ({ slipway, engine }) => {
  const { page } = slipway
  await docker(engine, 'run', '-d', '--name', 'bystander', engine.image, 'sleep', '1000')
  const before = await docker(engine, 'ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.State}}')
  const [id = ''] = before.split(' ')
  const outcome = await page.evaluate(async (target) => {
    const { slipway } = window as unknown as Bridge
    const names: unknown[] = [
      '',
      'containers',
      'containers.',
      '.remove',
      'containers.remove.x',
      'containers.__proto__',
      '__proto__.toString',
      'constructor.constructor',
      'containers.watch',
      'containers.toString',
      null,
      undefined,
      1,
      {},
      [],
      ['containers.remove'],
      'x'.repeat(100_000),
    ]
    const inputs: unknown[] = [
      undefined,
      null,
      1,
      'x',
      [],
      {},
      { id: null },
      { id: '' },
      { id: '..' },
      { id: `${target}?force=1&v=1` },
      { id: `../${target}` },
      { id: [target] },
      { id: { toString: target } },
      { id: 'Z'.repeat(64) },
      { id: `${target}\n` },
      { id: 'a'.repeat(1_000_000) },
      { name: '../../../etc/passwd' },
      new Map([['id', target]]),
      new Uint8Array(1000),
    ]
    const actions = [
      'start',
      'stop',
      'restart',
      'pause',
      'resume',
      'kill',
      'remove',
      'inspect',
      'environment',
      'run',
      'create',
      'commit',
    ]
    const answers: string[] = []
    const attempt = async (name: unknown, input: unknown) => {
      const answer = await slipway
        .call(name, input)
        .catch((error) => ({ ok: false, error: { code: String(error) } }))
      answers.push(answer.ok ? `served ${String(name).slice(0, 50)}` : (answer.error?.code ?? 'nothing'))
    }
    for (const name of names) await attempt(name, { id: target })
    for (const action of actions) for (const input of inputs) await attempt(`containers.${action}`, input)
    // Messages to the preload itself: no port, many ports, no name, a stream's port that is used badly.
    for (const message of [
      null,
      1,
      'slipway:open',
      { type: 'slipway:open' },
      { type: 'slipway:open', name: {} },
    ]) {
      window.postMessage(message, '*')
      const channels = [new MessageChannel(), new MessageChannel(), new MessageChannel()]
      window.postMessage(
        message,
        '*',
        channels.map(({ port2 }) => port2),
      )
      for (const { port1 } of channels) port1.postMessage({ pull: new Array(1000).fill('pull') })
    }
    return [...new Set(answers)]
  }, id)
  expect(outcome).toEqual(['invalid-input'])
  expect(await docker(engine, 'ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.State}}')).toBe(before)
  await expect.poll(() => slipway.openStreams()).toBeLessThan(10)
})

test('7: the bridge is frozen and is exactly `call`', async ({ slipway }) => {
  const bridge = await slipway.page.evaluate(() => {
    const { slipway } = window as unknown as { slipway: Record<string, unknown> }
    const before = slipway.call
    try {
      slipway.call = () => {}
      slipway.more = 1
      delete slipway.call
    } catch {
      // Frozen.
    }
    Object.defineProperty(window, 'probe', { value: 1 })
    const other = (() => {
      try {
        Object.assign(window, { slipway: 'replaced' })
      } catch {
        // Not writable.
      }
      return (window as unknown as { slipway: unknown }).slipway === slipway
    })()
    return {
      keys: Reflect.ownKeys(slipway),
      type: typeof slipway.call,
      same: slipway.call === before,
      frozen: Object.isFrozen(slipway),
      other,
    }
  })
  expect(bridge).toEqual({
    keys: ['call', 'takeFirst'],
    type: 'function',
    same: true,
    frozen: true,
    other: true,
  })
})

test('9: no secret in any log', async ({ slipway, engine }) => {
  const secret = 'hunter2-swordfish'
  await slipway.page.evaluate(async (value) => {
    const { slipway } = window as unknown as Bridge
    const run = {
      image: 'no-such-image',
      name: '',
      command: [value],
      ports: [],
      environment: [{ name: 'PASSWORD', value }],
      mounts: [],
      restartPolicy: 'no',
      tty: false,
    }
    await slipway.call('containers.run', run)
    await slipway.call('containers.run', { ...run, restartPolicy: value })
  }, secret)
  const log = readFileSync(`${engine.home}/window/main.log`, 'utf8')
  expect(log).toContain('containers.run')
  expect(log).not.toContain(secret)
})
