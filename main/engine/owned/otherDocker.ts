import { readdirSync, readlinkSync } from 'node:fs'
import { readText } from '../../base/users'
import { sentence } from '../../texts/sentence'
import type { EnginePaths } from './paths'
import type { Problem } from './problem'

const advice = 'sudo systemctl stop docker.service docker.socket'

/**
 * As root: another dockerd in the same network namespace would share its firewall chains with ours, to the
 * harm of both. Ours, left behind by a keeper that died, does not count.
 */
export function otherDocker(paths: EnginePaths): Problem | null {
  const network = link('/proc/self/ns/net')
  const ours = `--data-root=${paths.data}`
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (readText(`/proc/${pid}/comm`).trim() !== 'dockerd' || link(`/proc/${pid}/ns/net`) !== network)
      continue
    const words = readText(`/proc/${pid}/cmdline`).split('\0')
    if (words.includes(ours)) continue
    return { reason: sentence('otherDocker/runs', { pid }), advice }
  }
  // Nobody to be seen, for instance in another pid namespace, but its containers are on its bridge.
  if (entries('/sys/class/net/docker0/brif').length > 0) {
    return { reason: sentence('otherDocker/bridge'), advice }
  }
  return null
}

function link(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

function entries(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
