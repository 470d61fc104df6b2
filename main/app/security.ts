import type { Session, WebContents } from 'electron'
import type { Log } from './log'
import { page } from './page'

/** Denies a page everything that it could ask of the machine: devices, capture, notifications, downloads. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null))
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  session.on('will-download', (event) => event.preventDefault())
  session.setSpellCheckerEnabled(false)
  // The page speaks with main alone. What Chromium opens for it all the same (WebRTC over TCP) ends at nobody's port.
  void session.setProxy({
    mode: 'fixed_servers',
    proxyRules: 'http://127.0.0.1:0',
    proxyBypassRules: '<-loopback>',
  })
}

/** Keeps a page where it is: it neither goes anywhere nor opens anything. Reloading it is the one way to move. */
export function secureContents(contents: WebContents, log: Log): void {
  const refuse = (event: { preventDefault(): void }, what: string, url: string) => {
    event.preventDefault()
    log.note(`refused ${what} to ${url.slice(0, 200)}`)
  }
  // With no proxy that carries it, WebRTC over UDP goes nowhere.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.on('will-navigate', (event) => {
    if (event.url !== page.address) refuse(event, 'navigation', event.url)
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) refuse(event, 'a frame', event.url)
  })
  contents.on('will-redirect', (event) => refuse(event, 'a redirect', event.url))
  contents.on('will-attach-webview', (event) => refuse(event, 'a webview', ''))
  // The one address for which nobody is asked before.
  contents.on('did-navigate', (_event, url) => {
    if (url !== 'about:blank') return
    log.note(`went back from ${url}`)
    void contents.loadURL(page.address).catch(() => {})
  })
  contents.setWindowOpenHandler(({ url }) => {
    log.note(`refused a new window to ${url.slice(0, 200)}`)
    return { action: 'deny' }
  })
}
