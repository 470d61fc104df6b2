// D-Bus messages, as far as asking the bus itself a question needs them.
// Source: https://dbus.freedesktop.org/doc/dbus-specification.html, "Type System" and "Message Protocol".

export const busName = 'org.freedesktop.DBus'
export const messageType = { call: 1, reply: 2, signal: 4 } as const
const field = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, signature: 8 } as const
const littleEndian = 'l'.charCodeAt(0)

export interface BusMessage {
  readonly type: number
  readonly member: string
  /** The serial of the call that this answers, or 0. */
  readonly replySerial: number
  readonly body: Buffer
}

/** A method call to the bus, with at most one string as its argument. */
export function callToBus(serial: number, member: string, argument?: string): Buffer {
  const fields = [
    headerField(field.path, 'o', text('/org/freedesktop/DBus')),
    headerField(field.interface, 's', text(busName)),
    headerField(field.member, 's', text(member)),
    headerField(field.destination, 's', text(busName)),
  ]
  if (argument !== undefined) fields.push(headerField(field.signature, 'g', Buffer.from('\x01s\0')))
  // Each field begins at a multiple of 8; the length that is written does not count what follows the last one.
  const array = fields.reduce((before, next) => Buffer.concat([aligned(before), next]))
  const body = argument === undefined ? Buffer.alloc(0) : text(argument)
  const start = [littleEndian, messageType.call, 0, 1]
  const header = [Buffer.from(start), uint32(body.length), uint32(serial), uint32(array.length)]
  return Buffer.concat([...header, aligned(array), body])
}

/** Bytes of the message that begins here; null until its header is complete. */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < 16) return null
  if (bytes[0] !== littleEndian) throw new Error('The bus is of another byte order')
  return 16 + padded(bytes.readUInt32LE(12)) + bytes.readUInt32LE(4)
}

export function readMessage(bytes: Buffer): BusMessage {
  const end = 16 + bytes.readUInt32LE(12)
  let member = ''
  let replySerial = 0
  for (let at = 16; at < end; at = padded(at)) {
    const code = bytes[at]
    const type = String.fromCharCode(bytes[at + 2] ?? 0)
    at += 4
    if (type === 'u') {
      if (code === field.replySerial) replySerial = bytes.readUInt32LE(at)
      at += 4
    } else if (type === 'g') {
      at += bytes.readUInt8(at) + 2
    } else {
      const length = bytes.readUInt32LE(at)
      if (code === field.member) member = bytes.toString('utf8', at + 4, at + 4 + length)
      at += length + 5
    }
  }
  return { type: bytes.readUInt8(1), member, replySerial, body: bytes.subarray(padded(end)) }
}

/** The strings that a body consists of. */
export function readStrings(body: Buffer): string[] {
  const strings: string[] = []
  for (let at = 0; at + 4 <= body.length; at = Math.ceil(at / 4) * 4) {
    const length = body.readUInt32LE(at)
    strings.push(body.toString('utf8', at + 4, at + 4 + length))
    at += length + 5
  }
  return strings
}

const padded = (length: number) => Math.ceil(length / 8) * 8

function aligned(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint32(bytes.length), bytes, Buffer.alloc(1)])
}

function headerField(code: number, type: 'o' | 's' | 'g', value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), value])
}
