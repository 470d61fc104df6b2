import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Counters } from './counters'

/** What the kernel counts of one container. Networks are not among it. */
export type CgroupCounters = Pick<Counters, 'cpu' | 'memory' | 'read' | 'written'> & {
  readonly pids: readonly number[]
}

/** Where a container's counters are, by the controller that counts; version 2 has one place for all, under `''`. */
export type CgroupPaths = ReadonlyMap<string, string>

/** @param text of `/proc/PID/cgroup`: `4:cpu,cpuacct:/docker/ID` a line, `0::/path` for version 2. Source: cgroups(7) */
export function parseCgroups(text: string): CgroupPaths {
  const paths = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined || path.split('/').includes('..')) continue
    for (const controller of controllers.split(',')) paths.set(controller, path)
  }
  return paths
}

/**
 * Reads what was counted of a container, from cgroup v1 or v2; null where nothing is counted for it alone.
 * @param root `/sys/fs/cgroup`, or a folder that was recorded
 */
export function readCgroup(paths: CgroupPaths, root = '/sys/fs/cgroup'): CgroupCounters | null {
  // Where both versions are there, the controllers are those of version 1.
  const isFirst = paths.has('cpuacct') || paths.has('memory')
  const found = isFirst ? readFirst(paths, root) : readSecond(paths.get('') ?? '/', root)
  return found?.cpu === null && found.memory === null ? null : found
}

/** Source: https://docs.kernel.org/admin-guide/cgroup-v1/ */
function readFirst(paths: CgroupPaths, root: string): CgroupCounters | null {
  const place = (controller: string) => {
    const path = paths.get(controller)
    // The top is the whole machine.
    return path === undefined || path === '/' ? null : join(root, controller, path)
  }
  const nanoseconds = figure(text(place('cpuacct'), 'cpuacct.usage'))
  const used = figure(text(place('memory'), 'memory.usage_in_bytes'))
  const kept = keyed(text(place('memory'), 'memory.stat'), 'total_inactive_file')
  return {
    cpu: nanoseconds === null ? null : nanoseconds / 1e9,
    memory: withoutKept(used, kept),
    ...moved(text(place('blkio'), 'blkio.throttle.io_service_bytes_recursive'), (line) => {
      const [, operation, bytes] = line.split(' ')
      return [[operation === 'Read' ? 'read' : operation === 'Write' ? 'written' : '', Number(bytes)]]
    }),
    pids: pidsBelow(place('memory') ?? place('cpuacct')),
  }
}

/** Source: https://docs.kernel.org/admin-guide/cgroup-v2.html */
function readSecond(path: string, root: string): CgroupCounters | null {
  if (path === '/') return null
  const place = join(root, path)
  const microseconds = keyed(text(place, 'cpu.stat'), 'usage_usec')
  const used = figure(text(place, 'memory.current'))
  return {
    cpu: microseconds === null ? null : microseconds / 1e6,
    memory: withoutKept(used, keyed(text(place, 'memory.stat'), 'inactive_file')),
    ...moved(text(place, 'io.stat'), (line) =>
      line.split(' ').map((entry) => {
        const [name, bytes] = entry.split('=')
        return [name === 'rbytes' ? 'read' : name === 'wbytes' ? 'written' : '', Number(bytes)]
      }),
    ),
    pids: pidsBelow(place),
  }
}

/** As docker counts it: without what is kept of files only because there is room. */
function withoutKept(used: number | null, kept: number | null): number | null {
  if (used === null) return null
  return kept !== null && kept < used ? used - kept : used
}

/** Of a container that never touched a disk there is nothing to read, which is 0. */
function moved(
  lines: string | null,
  parse: (line: string) => readonly (readonly [key: 'read' | 'written' | '', bytes: number])[],
): Pick<Counters, 'read' | 'written'> {
  if (lines === null) return { read: null, written: null }
  const sum = { read: 0, written: 0 }
  for (const [key, bytes] of lines.split('\n').flatMap(parse)) {
    if (key !== '' && Number.isFinite(bytes)) sum[key] += bytes
  }
  return sum
}

/** Those of cgroups that a container made for itself, too. */
function pidsBelow(place: string | null): number[] {
  if (place === null) return []
  const own = (text(place, 'cgroup.procs') ?? '').split('\n').filter(Boolean).map(Number)
  return [...own, ...foldersIn(place).flatMap((name) => pidsBelow(join(place, name)))]
}

function foldersIn(place: string): string[] {
  try {
    const entries = readdirSync(place, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch {
    return []
  }
}

function text(place: string | null, name: string): string | null {
  try {
    return place === null ? null : readFileSync(join(place, name), 'utf8')
  } catch {
    return null
  }
}

function figure(content: string | null): number | null {
  const value = content === null || content.trim() === '' ? Number.NaN : Number(content)
  return Number.isFinite(value) ? value : null
}

/** Of a file with a name and a figure a line. */
function keyed(content: string | null, key: string): number | null {
  const line = content?.split('\n').find((one) => one.startsWith(`${key} `))
  return line === undefined ? null : figure(line.slice(key.length + 1))
}
