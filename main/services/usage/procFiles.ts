import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { wordsWithoutSecrets } from '../secrets'
import type { CountedProcess } from './counters'
import {
  commandWords,
  innerUser,
  type ProcStat,
  parseInnerPid,
  parseIo,
  parseKilobytes,
  parseNetworks,
  parseStat,
  parseUser,
} from './procText'

/**
 * What the kernel tells of processes. All of it is memory, so it is read at once: a thread's time for each file would cost more
 * than the file. What is not there any more, or not for this user, is null.
 * @param root `/proc`, or a folder that was recorded
 */
export function procFiles(root = '/proc') {
  function text(pid: number, file: string): string | null {
    try {
      return readFileSync(join(root, String(pid), file), 'utf8')
    } catch {
      return null
    }
  }

  const stat = (pid: number): ProcStat | null => parseStat(text(pid, 'stat') ?? '')

  /** Bytes: its share of what it shares with others, else all that it has in memory. */
  function memory(pid: number): number {
    const share = parseKilobytes(text(pid, 'smaps_rollup') ?? '', 'Pss')
    return share ?? parseKilobytes(text(pid, 'status') ?? '', 'VmRSS') ?? 0
  }

  return {
    stat,
    memory,

    pids: (): number[] =>
      readdirSync(root)
        .filter((name) => /^\d+$/.test(name))
        .map(Number),

    /** The mounts that it sees, by the name that the kernel gives them: all processes of a container share theirs. */
    mounts(pid: number | 'self'): string | null {
      try {
        return readlinkSync(join(root, String(pid), 'ns/mnt'))
      } catch {
        return null
      }
    },

    /** Of all that shares its network. */
    networks(pid: number) {
      const found = text(pid, 'net/dev')
      return found === null ? null : parseNetworks(found)
    },

    io: (pid: number) => parseIo(text(pid, 'io') ?? ''),

    cgroups: (pid: number) => text(pid, 'cgroup'),

    /** A process as its container sees it; null where it is gone. @param share its memory, where that is known already */
    process(pid: number, share = memory(pid), found = stat(pid)): CountedProcess | null {
      const status = text(pid, 'status')
      if (found === null || status === null) return null
      const outer = parseUser(status)
      const user = outer === null ? null : innerUser(text(pid, 'uid_map') ?? '', outer)
      const words = wordsWithoutSecrets(commandWords(text(pid, 'cmdline') ?? ''))
      return {
        key: `${pid} ${found.startedAt}`,
        pid: parseInnerPid(status) ?? pid,
        user: String(user ?? outer ?? ''),
        cpuSeconds: found.own,
        memory: share,
        // A process without words has at least a name.
        command: words.join(' ') || `[${/^Name:\t(.*)$/m.exec(status)?.[1] ?? ''}]`,
      }
    },
  }
}

export type ProcFiles = ReturnType<typeof procFiles>
