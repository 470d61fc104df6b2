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
