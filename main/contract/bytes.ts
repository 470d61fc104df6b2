import { z } from 'zod'

/**
 * Bytes as a message of a channel.
 * @param most how many there may be in one message
 */
export function bytes(most: number): z.ZodType<Uint8Array> {
  // By what was copied for them: a small part of a large buffer brings all of it along.
  return z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.buffer.byteLength <= most, {
    error: `These are not bytes, or more than ${most}`,
  })
}

/** Bytes without what lies around them in their buffer, for a port copies the whole of it; anything else as it is. */
export function alone(message: unknown): unknown {
  const isPart = message instanceof Uint8Array && message.byteLength < message.buffer.byteLength
  return isPart ? new Uint8Array(message) : message
}
