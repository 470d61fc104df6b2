import { readdir, readFile, readlink } from 'node:fs/promises'

type Protocol = 'tcp' | 'udp'

/** A socket that waits for what comes to a port of this machine. */
export interface Listener {
  readonly port: number
  readonly protocol: Protocol
  /** The socket's inode, by which its process is found. */
  readonly inode: string
}
export interface Program {
  readonly name: string
  readonly pid: number
}

/** The states of a socket that waits: TCP_LISTEN, and TCP_CLOSE of a UDP socket, which has no other (net/tcp_states.h). */
const waiting: Readonly<Record<Protocol, string>> = { tcp: '0A', udp: '07' }

/** Reads a table such as /proc/net/tcp6. Source: proc_net_tcp.txt of the kernel's documentation. */
export function parseListeners(table: string, protocol: Protocol): Listener[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = '0'] = line.trim().split(/\s+/)
      const port = Number.parseInt(local.split(':')[1] ?? '', 16)
      return state === waiting[protocol] && port > 0 ? [{ port, protocol, inode }] : []
    })
}

/** All that listens on this machine, whoever it belongs to; nothing where the system has no such tables. */
export async function readListeners(proc = '/proc'): Promise<readonly Listener[]> {
  const tables = (['tcp', 'udp'] as const).flatMap((protocol) =>
    [protocol, `${protocol}6`].map(async (file) =>
      parseListeners(await readFile(`${proc}/net/${file}`, 'latin1').catch(() => ''), protocol),
    ),
  )
  return (await Promise.all(tables)).flat()
}

/** The program that holds one of these sockets; null where it is another person's, whose files are not shown. */
export async function programOf(inodes: readonly string[], proc = '/proc'): Promise<Program | null> {
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`))
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    const descriptors = await readdir(`${proc}/${pid}/fd`).catch(() => [])
    const links = await Promise.all(
      descriptors.map((fd) => readlink(`${proc}/${pid}/fd/${fd}`).catch(() => '')),
    )
    if (!links.some((link) => wanted.has(link))) continue
    const name = (await readFile(`${proc}/${pid}/comm`, 'utf8').catch(() => '')).trim()
    if (name) return { name, pid: Number(pid) }
  }
  return null
}
