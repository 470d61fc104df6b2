import {
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  type MessagePortMain,
} from 'electron'
import { mark } from '../base/marks'
import { AppError, type Reply } from '../contract/errors'
import type { Port } from '../ipc/port'
import type { Server } from '../ipc/server'
import type { Log } from './log'
import { page } from './page'

/** More streams than any view opens; a page that wants more is broken. */
const mostStreams = 500

/**
 * Serves the window's requests, and nobody else's: only the main frame of our own window, with our own page in it.
 * Requests that come while the server is being built wait for it.
 * @param first what the page's first frame shows, as JSON; its preload asks for it before the page can ask for anything
 */
export function serveWindow(
  window: () => BrowserWindow | null,
  server: Promise<Server>,
  log: Log,
  first: () => Promise<string | null> = async () => null,
): void {
  function isOurs(event: IpcMainEvent | IpcMainInvokeEvent, what: string): boolean {
    const contents = window()?.webContents
    const frame = event.senderFrame
    const ours =
      contents !== undefined &&
      event.sender === contents &&
      frame !== null &&
      frame === contents.mainFrame &&
      frame.origin === page.origin
    if (!ours) log.note(`dropped ${what} from ${frame?.url.slice(0, 200) ?? 'a frame that is gone'}`)
    return ours
  }

  ipcMain.handle('slipway:call', async (event, name: unknown, input: unknown): Promise<Reply<unknown>> => {
    if (!isOurs(event, 'a call')) {
      return { ok: false, error: new AppError('denied/page').toData() }
    }
    mark(`is asked for ${name}`)
    return (await server).call(name, input)
  })

  ipcMain.handle('slipway:first', async (event) => (isOurs(event, 'a first list') ? first() : null))

  ipcMain.on('slipway:open', (event, message: unknown) => {
    const [own, ...others] = event.ports
    for (const other of others) other.close()
    if (!own) return
    if (!isOurs(event, 'a stream')) return own.close()
    const { name, input } = typeof message === 'object' && message !== null ? (message as Opening) : {}
    const port = wrapPort(own, name)
    mark(`is asked for ${name}`)
    void server.then(
      (ready) => {
        if (ready.openStreams < mostStreams) return ready.open(name, input, port)
        log.note('dropped a stream: too many are open')
        port.close()
      },
      () => port.close(),
    )
  })
}

interface Opening {
  readonly name?: unknown
  readonly input?: unknown
}

/** Electron's end of a channel as a stream's port. It starts with its first listener, so that no message is lost. */
/** @param name what goes through it, for the trace */
function wrapPort(port: MessagePortMain, name: unknown): Port {
  let closed = false
  let answered = false
  port.once('close', () => {
    closed = true
  })
  return {
    post(message) {
      if (!answered) mark(`answers ${name}`)
      answered = true
      port.postMessage(message)
    },
    onMessage(listener) {
      port.on('message', (event) => listener(event.data))
      port.start()
    },
    onClose(listener) {
      if (closed) listener()
      else port.once('close', listener)
    },
    close: () => port.close(),
  }
}
