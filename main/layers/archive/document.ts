import type { z } from 'zod'
import { jsonSize } from '../../base/jsonSize'
import { ArchiveError } from './archiveError'
import type { Budget } from './budget'

/**
 * A JSON document out of an archive.
 * @param name of the member that it is
 * @throws ArchiveError for what is no JSON, nests too deep, has too many values or has another shape
 */
export function parseDocument<T>(bytes: Uint8Array, schema: z.ZodType<T>, name: string, budget: Budget): T {
  const { depth, values } = jsonSize(bytes)
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
