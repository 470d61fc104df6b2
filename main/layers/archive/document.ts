import type { z } from 'zod'
import { ArchiveError } from './archiveError'
import type { Limits } from './limits'

/**
 * A JSON document out of an archive.
 * @param name of the member that it is
 * @throws ArchiveError for what is no JSON, nests too deep or has another shape
 */
export function parseDocument<T>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  name: string,
  { documentDepth }: Limits,
): T {
  if (depthOf(bytes) > documentDepth) throw new ArchiveError('limit/documentDepth')
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new ArchiveError('bad-document/json', { name })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new ArchiveError('bad-document/shape', { name })
  return parsed.data
}

/** How deep brackets nest, at least as deep as values do. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let isText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (isText) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) isText = false
    } else if (byte === 0x22) isText = true
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return deepest
}
