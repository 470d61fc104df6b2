import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './paths.mjs'
import { server } from './server.mjs'

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
