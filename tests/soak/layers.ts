import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Who works on a container's writable layer: by its upper directory, the namespaces of mounts with it as their root. */
export function writersBelow(home: string): Map<string, Map<string, number[]>> {
  const found = new Map<string, Map<string, number[]>>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const upper = upperOf(pid)
    if (!upper?.startsWith(home)) continue
    const spaces = found.get(upper) ?? new Map<string, number[]>()
    found.set(upper, spaces)
    const space = linkOf(`/proc/${pid}/ns/mnt`)
    spaces.set(space, [...(spaces.get(space) ?? []), Number(pid)])
  }
  return found
}

/** Layers that more than one container's processes work on. */
export function sharedLayers(home: string): string[] {
  return [...writersBelow(home)]
    .filter(([, spaces]) => spaces.size > 1)
    .map(([upper, spaces]) => `${upper}: ${[...spaces.values()].map((pids) => pids.join(' ')).join(' and ')}`)
}

function upperOf(pid: string): string | null {
  try {
    const lines = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n')
    const root = lines.findLast((line) => line.split(' ')[4] === '/')
    return (root?.includes(' - overlay ') && /upperdir=([^,\s]+)/.exec(root)?.[1]) || null
  } catch {
    return null
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
