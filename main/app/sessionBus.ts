import { connect } from 'node:net'
import { join } from 'node:path'
import {
  type BusMessage,
  busName,
  callToBus,
  messageLength,
  messageType,
  readMessage,
  readStrings,
} from './busMessage'

// One question to the session bus and one signal from it: less than the D-Bus libraries for Node, which are
// unmaintained or bring a dozen packages along.

const question = 3

/**
 * Says whether a name has an owner on the session bus: first as it is, then at each change. Without a bus it has none.
 * @returns ends the watch
 */
export function watchOwner(
  name: string,
  env: NodeJS.ProcessEnv,
  listener: (owned: boolean) => void,
): () => void {
  const path = socketOf(env)
  if (path === null) {
    listener(false)
    return () => {}
  }
  let told: boolean | undefined
  const tell = (owned: boolean) => {
    if (owned === told) return
    told = owned
    listener(owned)
  }

  const socket = connect(path)
  let received = Buffer.alloc(0)
  let authenticated = false

  /** Authentication is one line each way; then the bus wants to be greeted before anything else. */
  function authenticate(): boolean {
    const end = received.indexOf('\r\n')
    if (end < 0) return false
    if (!received.toString('latin1', 0, end).startsWith('OK')) throw new Error('The bus refuses this user')
    received = received.subarray(end + 2)
    const rule = `type='signal',sender='${busName}',member='NameOwnerChanged',arg0='${name}'`
    const calls = [
      callToBus(1, 'Hello'),
      callToBus(2, 'AddMatch', rule),
      callToBus(question, 'NameHasOwner', name),
    ]
    socket.write(Buffer.concat([Buffer.from('BEGIN\r\n'), ...calls]))
    return true
  }

  function receive({ type, member, replySerial, body }: BusMessage): void {
    if (type === messageType.reply && replySerial === question) tell(body.readUInt32LE(0) === 1)
    if (type === messageType.signal && member === 'NameOwnerChanged') {
      const [changed, , owner] = readStrings(body)
      if (changed === name) tell(owner !== '')
    }
  }

  socket.on('connect', () => {
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
  })
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    try {
      authenticated ||= authenticate()
      if (!authenticated) return
      for (let length = messageLength(received); length !== null && length <= received.length; ) {
        receive(readMessage(received.subarray(0, length)))
        received = received.subarray(length)
        length = messageLength(received)
      }
    } catch {
      socket.destroy()
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => tell(false))
  return () => {
    socket.removeAllListeners('close')
    socket.destroy()
  }
}

/** Path of the session bus's socket, where NUL begins an abstract one; null when there is no bus. */
function socketOf({
  DBUS_SESSION_BUS_ADDRESS: addresses,
  XDG_RUNTIME_DIR: runtime,
}: NodeJS.ProcessEnv): string | null {
  if (!addresses) return runtime ? join(runtime, 'bus') : null
  for (const address of addresses.split(';')) {
    const options = address.match(/^unix:(.*)$/)?.[1] ?? ''
    for (const option of options.split(',')) {
      const [, key, value = ''] = option.match(/^(path|abstract)=(.*)$/) ?? []
      if (key) return (key === 'abstract' ? '\0' : '') + decodeURIComponent(value)
    }
  }
  return null
}
