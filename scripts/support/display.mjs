import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { atEnd } from './ending.mjs'
import { temporaryFolder } from './paths.mjs'
import { Problem } from './report.mjs'

export const hasDisplay = () => Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/**
 * Starts a display that nobody sees, on a number of its own choice. It ends with this script.
 * @returns {Promise<{ DISPLAY: string, XAUTHORITY: string }>} the environment of those who use it
 */
export async function virtualDisplay() {
  const authority = join(temporaryFolder('slipway-display-'), 'authority')
  writeFileSync(authority, cookieFor(randomBytes(16)), { mode: 0o600 })
  const number = await server('Xvfb', (at) => [
    '-displayfd',
    String(at),
    ...['-screen', '0', '1600x1000x24', '-auth', authority, '-nolisten', 'tcp', '-noreset'],
  ])
  return { DISPLAY: `:${number}`, XAUTHORITY: authority }
}

/** Whether this login has a message bus: the tray and notifications are reached over it. */
export const hasSessionBus = () =>
  Boolean(process.env.DBUS_SESSION_BUS_ADDRESS) ||
  existsSync(join(process.env.XDG_RUNTIME_DIR || '/none', 'bus'))

/** A private session bus. It ends with this script. */
export async function sessionBus() {
  const address = await server('dbus-daemon', (at) => ['--session', '--nofork', `--print-address=${at}`])
  return { DBUS_SESSION_BUS_ADDRESS: address }
}

/**
 * Starts a server that writes one line about itself to a file descriptor, in a session of its own (Ctrl+C in a
 * terminal is for the window, which closes first), and ends it with this script, even when that is killed.
 * @param {(descriptor: number) => string[]} argumentsFor
 * @returns {Promise<string>} that line
 */
function server(program, argumentsFor) {
  return new Promise((resolve, reject) => {
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', program, ...argumentsFor(3)], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const ended = new Promise((done) => child.on('close', done))
    atEnd(() => {
      child.kill('SIGTERM')
      return ended
    })
    let text = ''
    child.stdio[3].setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.trim())
    })
    const fail = () =>
      reject(new Problem(`${program} did not start. Run npm run setup, then the same command again.`))
    child.on('error', fail)
    child.on('close', fail)
  })
}

/** An Xauthority entry that fits any address and display: family 65535, then each field with its length. */
function cookieFor(secret) {
  const field = (value) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(value.length)
    return Buffer.concat([length, Buffer.from(value)])
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    field(''),
    field(''),
    field('MIT-MAGIC-COOKIE-1'),
    field(secret),
  ])
}
