import type { z } from 'zod'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'

/**
 * A JSON document out of an archive.
 * @param name of the member that it is
 * @throws ArchiveError for what is no JSON, nests too deep, has too many values or has another shape
 */
export function parseDocument<T>(bytes: Uint8Array, schema: z.ZodType<T>, name: string, budget: Budget): T {
  const { depth, values } = sizeOf(bytes)
  if (depth > budget.limits.documentDepth) throw new ArchiveError('limit/documentDepth')
  budget.values(values)
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

/** How deep brackets nest, at least as deep as values do, and about how many values there are, empty ones included. */
function sizeOf(bytes: Uint8Array): { readonly depth: number; readonly values: number } {
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
