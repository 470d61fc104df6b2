import type { Reason } from '../../contract/layerFiles'
import { entryFlag, entryType, type LayerIndex } from '../layerIndex'

/** In what a path differs from what it was. */
export const reason = {
  type: 1,
  size: 2,
  mode: 4,
  owner: 8,
  time: 16,
  /** Of a symbolic link its target, of a device its number. */
  target: 32,
  /** Nothing differs that can be seen, but the layer has the file, and its bytes, once more. */
  storedAgain: 64,
} as const satisfies Readonly<Record<Reason, number>>
/** The names of a sum of reasons. */
export function reasonNames(reasons: number): Reason[] {
  return (Object.keys(reason) as Reason[]).filter((name) => (reasons & reason[name]) !== 0)
}

/**
 * What differs between two entries, as a sum of `reason`. A directory's time alone is no difference, for it
 * changes with whatever comes or goes in it; nor is anything of a directory that an archive only implied.
 * Contents are not read.
 */
export function differences(before: LayerIndex, old: number, after: LayerIndex, now: number): number {
  const type = after.type[now]!
  const isDirectory = type === entryType.directory
  if (before.type[old] !== type) return reason.type | ownership(before, old, after, now)
  if (isDirectory && ((before.flags[old]! | after.flags[now]!) & entryFlag.implicit) !== 0) return 0
  let reasons = ownership(before, old, after, now)
  if (before.size[old] !== after.size[now]) reasons |= reason.size
  if (!isDirectory && before.mtime[old] !== after.mtime[now]) reasons |= reason.time
  if (before.device[old] !== after.device[now]) reasons |= reason.target
  if (type === entryType.symlink && Buffer.compare(before.linkTarget(old)!, after.linkTarget(now)!) !== 0) {
    reasons |= reason.target
  }
  return reasons
}

function ownership(before: LayerIndex, old: number, after: LayerIndex, now: number): number {
  const isSameOwner = before.uid[old] === after.uid[now] && before.gid[old] === after.gid[now]
  return (isSameOwner ? 0 : reason.owner) | (before.mode[old] === after.mode[now] ? 0 : reason.mode)
}
