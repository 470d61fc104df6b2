/**
 * What a JSON text would come to, told without taking it apart: how deep its brackets nest, at least as deep as values do, and
 * about how many values it has, of which even an empty one takes far more memory than its bytes here.
 */
export function jsonSize(bytes: Uint8Array): { readonly depth: number; readonly values: number } {
  let depth = 0
  let deepest = 0
  let values = 0
  let isText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (isText) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) isText = false
    } else if (byte === 0x22) isText = true
    else if (byte === 0x2c) values++
    else if (byte === 0x5b || byte === 0x7b) {
      values++
      deepest = Math.max(deepest, ++depth)
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return { depth: deepest, values }
}
