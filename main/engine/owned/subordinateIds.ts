import { join } from 'node:path'
import { ownerName, readText } from '../../base/users'
import { readKeeperRecord } from './keeper'
import type { EnginePaths } from './paths'

/** Ids of the system that a user may give to files: the first, and how many (subuid(5)). */
export type IdRange = readonly [first: number, count: number]

/**
 * What an engine writes to its disk for the ids within containers: for 0 the user's own, for 1 and on these, in order.
 * Both are empty for an engine that runs as root, where each id is what it is.
 */
export interface SubordinateIds {
  readonly uids: readonly IdRange[]
  readonly gids: readonly IdRange[]
}
export type IdKind = keyof SubordinateIds

export const idKinds = ['uids', 'gids'] as const
export const idFiles = { uids: '/etc/subuid', gids: '/etc/subgid' } as const

/** Ids that an image may use: 0 to 65535, and the first of them is the user's own. */
export const idsNeeded = 65536

/**
 * The ids of the engine that runs, or else of one that would be started now; null where a directory service gives them
 * out (nsswitch.conf(5)), so that only its namespace tells.
 */
export function idsInUse(paths: Pick<EnginePaths, 'lock'>): SubordinateIds | null {
  if (process.geteuid?.() === 0) return { uids: [], gids: [] }
  return runningIds(paths) ?? givenIds()
}

/** What the files of the system give the user, as rootlesskit reads them: in their order, and each range once. */
export function givenIds(): SubordinateIds | null {
  if (/^\s*subid:\s*(?!files)\S/m.test(readText('/etc/nsswitch.conf'))) return null
  const [uids, gids] = idKinds.map((kind) => ownLines(readText(idFiles[kind])).map(({ range }) => range))
  return { uids: unique(uids!), gids: unique(gids!) }
}

/** A line such as `name:100000:65536`; the owner may also be a number. */
export interface IdLine {
  readonly text: string
  readonly owner: string
  readonly range: IdRange
}

export function idLines(text: string): IdLine[] {
  return text.split('\n').flatMap((line) => {
    const [, owner, first, count] = /^\s*([^#:\s]+):(\d+):(\d+)\s*$/.exec(line) ?? []
    return owner ? [{ text: line, owner, range: [Number(first), Number(count)] }] : []
  })
}

export function ownLines(text: string, name = ownerName(), uid = process.geteuid?.() ?? 0): IdLine[] {
  return idLines(text).filter(({ owner }) => owner === name || owner === String(uid))
}

/** Whether files that were made with the one look the same with the other, for every id that an image may use. */
export function sameIds(
  one: SubordinateIds,
  other: SubordinateIds,
  kinds: readonly IdKind[] = idKinds,
): boolean {
  return kinds.every((kind) => JSON.stringify(span(one[kind])) === JSON.stringify(span(other[kind])))
}

export const overlap = ([first, count]: IdRange, [from, length]: IdRange) =>
  first < from + length && from < first + count

/** Such as `100000-165535`, as usermod(8) takes it. */
export const formatRange = ([first, count]: IdRange) => `${first}-${first + count - 1}`

/** What stands for 1 to 65535; neighbours as one. */
function span(ranges: readonly IdRange[]): IdRange[] {
  const spans: [number, number][] = []
  let left = idsNeeded - 1
  for (const [first, count] of ranges) {
    const last = spans.at(-1)
    const used = Math.min(count, left)
    if (last && last[0] + last[1] === first) last[1] += used
    else if (used > 0) spans.push([first, used])
    left -= used
  }
  return spans
}

function unique(ranges: readonly IdRange[]): IdRange[] {
  return ranges.filter((range, at) => ranges.findIndex((one) => String(one) === String(range)) === at)
}

/** Of the namespace that rootlesskit holds (user_namespaces(7): uid_map); null when there is none. */
function runningIds({ lock }: Pick<EnginePaths, 'lock'>): SubordinateIds | null {
  const record = readKeeperRecord(lock)
  if (!record?.alive) return null
  const child = readText(join(record.run, 'rootlesskit/child_pid')).trim()
  const [uids, gids] = ['uid_map', 'gid_map'].map((file) => mapped(readText(`/proc/${child}/${file}`)))
  return uids?.user === process.geteuid?.() && gids ? { uids: uids!.ranges, gids: gids.ranges } : null
}

/** Reads `0 1000 1` and then lines such as `1 100000 65536`. */
function mapped(map: string): { user: number | undefined; ranges: IdRange[] } {
  const [own, ...rest] = map
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  return { user: own?.[1], ranges: rest.map(([, first, count]) => [first!, count!]) }
}
