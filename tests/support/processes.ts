import { closeSync, openSync, readdirSync, readSync } from 'node:fs'

export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  /** Its words, with blanks between them. */
  readonly command: string
}

/**
 * What runs on this machine; zombies, which only wait to be buried by their parent, do not, nor what the kernel does itself.
 * @param which of them; to find some by their words is half the work of finding all
 */
export function processes(which: (command: string) => boolean = () => true): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => entryOf(Number(name), which) ?? [])
}

export const isAlive = (pid: number): boolean => parentOf(pid) !== null

function entryOf(pid: number, which: (command: string) => boolean): ProcessEntry | null {
  const command = read(pid, 'cmdline').replaceAll('\0', ' ').trim()
  if (command === '' || !which(command)) return null
  const parent = parentOf(pid)
  return parent === null ? null : { pid, parent, command }
}

/** Null for one that has ended. */
function parentOf(pid: number): number | null {
  const stat = read(pid, 'stat')
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2)
  return stat === '' || state === 'Z' || state === 'X' ? null : Number(parent)
}

/** More words than the kernel gives in one piece are found by none. */
const room = Buffer.alloc(1 << 20)

/** Empty where there is nothing, or nobody any more. In one piece: what is asked again and again costs by its calls. */
function read(pid: number, file: 'cmdline' | 'stat'): string {
  try {
    const opened = openSync(`/proc/${pid}/${file}`, 'r')
    try {
      return room.toString('utf8', 0, readSync(opened, room))
    } finally {
      closeSync(opened)
    }
  } catch {
    return ''
  }
}
