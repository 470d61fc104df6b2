import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, protocol, session } from 'electron'
import { serveWindow } from '../../../main/app/ipc'
import { createLog } from '../../../main/app/log'
import { createPages, scheme, servePages } from '../../../main/app/protocol'
import { recover } from '../../../main/app/recovery'
import { secureContents, secureSession } from '../../../main/app/security'
import { openWindow } from '../../../main/app/window'
import { createServer } from '../../../main/ipc/server'
import { contract } from './contract'
import { createHandlers } from './handlers'

// The application's window, preload, page's origin and IPC, around a contract of the tests' own.
const { SLIPWAY_HOME: home = '', SLIPWAY_ROOT: root = '' } = process.env
const windowHome = join(home, 'window')
mkdirSync(windowHome, { recursive: true })
app.setPath('userData', windowHome)
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }])
process.on('SIGTERM', () => app.exit(0))

const logFile = join(windowHome, 'main.log')
const log = createLog(logFile)
let window: BrowserWindow | null = null
const server = createServer(contract, createHandlers(), (error, method) => log.error(error, method))
Object.assign(globalThis, { slipwayTest: { server } })

app.on('web-contents-created', (_event, contents) => secureContents(contents, log))
void app.whenReady().then(() => {
  secureSession(session.defaultSession)
  servePages(protocol, createPages(join(app.getAppPath(), 'renderer')))
  serveWindow(() => window, Promise.resolve(server), log)
  window = openWindow({ root, stateFile: join(windowHome, 'state.json'), log })
  recover(window, log, logFile)
})
