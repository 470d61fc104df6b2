/** Bytes without what lies around them in their buffer, for a port copies the whole of it; anything else as it is. */
export function alone(message: unknown): unknown {
  const isPart = message instanceof Uint8Array && message.byteLength < message.buffer.byteLength
  return isPart ? new Uint8Array(message) : message
}
