import { join } from 'node:path'
import { isObject, readObjectFile, writeObjectFile } from '../../base/objectFile'

/** What a removed container came back as. */
export interface Successor {
  readonly id: string
  /** How it had ended before; null where it ran, or never had. The engine says `created` of what came back. */
  readonly ended: { readonly exitCode: number; readonly at: number | null } | null
}

const file = (root: string) => join(root, 'returned.json')

/** Successors by the ids of before, for others name them by these. */
export function successorsIn(root: string): ReadonlyMap<string, Successor> {
  const { content } = readObjectFile(file(root))
  return new Map(
    Object.entries(content ?? {}).filter((entry): entry is [string, Successor] => isSuccessor(entry[1])),
  )
}

/** @param exists whether the engine still has the container of an id; the others are forgotten */
export function addSuccessor(
  root: string,
  id: string,
  successor: Successor,
  exists: (id: string) => boolean,
): void {
  // One that was removed twice is named by its first id as well.
  const known = [...successorsIn(root)].map(
    ([before, after]) => [before, after.id === id ? successor : after] as const,
  )
  const kept = known.filter(([, after]) => after.id === successor.id || exists(after.id))
  writeObjectFile(file(root), Object.fromEntries([...kept, [id, successor]]))
}

function isSuccessor(value: unknown): value is Successor {
  if (!isObject(value) || typeof value.id !== 'string') return false
  const { ended } = value
  return ended === null || (isObject(ended) && typeof ended.exitCode === 'number')
}
