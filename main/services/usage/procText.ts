/** What is read of `/proc/PID/stat`. Source: proc_pid_stat(5). */
export interface ProcStat {
  /** Seconds of a processor, of itself. */
  readonly own: number
  /** The same of children that have ended and that it waited for. */
  readonly ended: number
  /** When it started, in ticks since the machine did: with the pid it names a process for good. */
  readonly startedAt: string
  readonly isZombie: boolean
}

/** Ticks a second, in all that the kernel tells programs. Source: time(7), USER_HZ. */
const ticks = 100

/** Null where it makes no sense. The name in it may hold anything, brackets and line ends too. */
export function parseStat(text: string): ProcStat | null {
  const [state = '', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  // The list of proc_pid_stat(5) begins with 1, the pid, and `state` is 3.
  const field = (number: number) => fields[number - 4] ?? ''
  const [user, system, endedUser, endedSystem] = [14, 15, 16, 17].map((number) => Number(field(number)))
  const own = (user! + system!) / ticks
  const ended = (endedUser! + endedSystem!) / ticks
  if (field(22) === '' || !Number.isFinite(own + ended)) return null
  return { own, ended, startedAt: field(22), isZombie: state === 'Z' || state === 'X' }
}

/** Bytes of a line such as `Pss:   12 kB` of smaps_rollup or status; null where there is none. */
export function parseKilobytes(text: string, name: string): number | null {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)
  return found ? Number(found[1]) * 1024 : null
}

/** Bytes that all networks but the loopback have carried. Source: `/proc/PID/net/dev`. */
export function parseNetworks(text: string): { readonly received: number; readonly sent: number } {
  let received = 0
  let sent = 0
  for (const line of text.split('\n')) {
    const [, name, figures = ''] = /^\s*([^\s:][^:]*):\s*(.*)$/.exec(line) ?? []
    const fields = figures.trim().split(/\s+/).map(Number)
    if (name === undefined || name === 'lo' || !Number.isFinite(fields[0]! + fields[8]!)) continue
    received += fields[0]!
    sent += fields[8]!
  }
  return { received, sent }
}

/** Bytes that really went to and from disks. Source: proc_pid_io(5). */
export function parseIo(text: string): { readonly read: number; readonly written: number } | null {
  const figure = (name: string) => {
    const found = new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)
    return found ? Number(found[1]) : null
  }
  const [read, written, cancelled] = ['read_bytes', 'write_bytes', 'cancelled_write_bytes'].map(figure)
  if (read === null || written === null) return null
  return { read: read!, written: Math.max(0, written! - (cancelled ?? 0)) }
}

/** The pid that a process has in the innermost of its process spaces. Source: proc_pid_status(5), NSpid. */
export function parseInnerPid(status: string): number | null {
  const found = /^NSpid:\s+(?:\d+\s+)*?(\d+)$/m.exec(status)
  return found ? Number(found[1]) : null
}

/** The effective user of a process, as the reader sees it. */
export function parseUser(status: string): number | null {
  const found = /^Uid:\s+\d+\s+(\d+)/m.exec(status)
  return found ? Number(found[1]) : null
}

/** What a user is called inside, whom the reader sees as `outer`; null where it is nobody there. Source: user_namespaces(7). */
export function innerUser(map: string, outer: number): number | null {
  for (const line of map.split('\n')) {
    const [inner, from, count] = line.trim().split(/\s+/).map(Number)
    if (count === undefined) continue
    if (outer >= from! && outer < from! + count) return inner! + outer - from!
  }
  return null
}

/** Characters of a command that are shown. */
const longestCommand = 1000

/** The words of a command. @param cmdline what `/proc/PID/cmdline` says: a program may have written anything there */
export function commandWords(cmdline: string): string[] {
  const words = cmdline.slice(0, longestCommand).replace(/\0+$/, '').split('\0')
  return words.length === 1 && words[0] === '' ? [] : words
}
