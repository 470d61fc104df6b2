import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../../main/contract/connections'
import { type SshSurroundings, sshSurroundings } from '../../main/engine/transport/sshConfig'
import { root } from './engine'
import { freePort } from './freePort'

const folder = join(root, 'native/build/testing')

/** A real ssh host on loopback, with keys of its own, and a person who may log in. */
export interface SshServer {
  readonly port: number
  /** The home of a person who has a key for it; the host is not known yet. */
  readonly personHome: string
  readonly surroundings: SshSurroundings
  /** The host's own word on its key. */
  readonly fingerprint: string
  target(socket: string | null): Extract<Target, { kind: 'ssh' }>
  /** Writes the host's key to the person's known hosts, as ssh would; hashed where asked. */
  makeKnown(options?: { hashed?: boolean }): void
  /** A line of known hosts with its key. */
  knownLine(name?: string): string
  /** How many connections it has now. */
  sessions(): number
  /** The host gets another key. */
  changeKey(): Promise<void>
  /** What it wrote since its start. */
  log(): string
  stop(): Promise<void>
  start(): Promise<void>
  dispose(): Promise<void>
}

export async function startSshServer({
  forwarding = true,
  path = '',
  person,
}: {
  /** Whether it forwards sockets. */
  forwarding?: boolean
  path?: string
  /** Whose person may log in here too. */
  person?: SshServer
} = {}): Promise<SshServer> {
  const at = mkdtempSync(join(tmpdir(), 'sw-ssh-'))
  const personHome = person?.personHome ?? join(at, 'home')
  mkdirSync(join(personHome, '.ssh'), { recursive: true, mode: 0o700 })
  const port = await freePort()
  const hostKey = join(at, 'host')
  const personKey = join(personHome, '.ssh/id_ed25519')
  const logFile = join(at, 'log')
  makeKey(hostKey)
  if (!person) makeKey(personKey)
  writeFileSync(join(at, 'authorized'), readFileSync(`${personKey}.pub`), { mode: 0o600 })
  writeFileSync(
    join(at, 'config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${join(at, 'authorized')}`,
      `PidFile none`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      `AllowStreamLocalForwarding ${forwarding ? 'yes' : 'no'}`,
      ...(path ? [`SetEnv PATH=${path}:/usr/bin:/bin`] : []),
    ].join('\n'),
  )
  let stop = async () => {}
  let pid = 0

  async function start() {
    const env = { ...process.env, LD_LIBRARY_PATH: join(folder, 'lib') }
    const words = ['-D', '-f', join(at, 'config'), '-E', logFile]
    const server = spawn(join(folder, 'bin/sshd'), words, { env, stdio: 'ignore' })
    pid = server.pid!
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
    stop = async () => {
      // Connections that are open have processes of their own.
      const sessions = sessionsOf(pid)
      server.kill('SIGKILL')
      for (const session of sessions) {
        try {
          process.kill(session, 'SIGKILL')
        } catch {
          // It went with the server.
        }
      }
      await ended
    }
    await untilListening(port, () => server.exitCode !== null && readLog())
  }

  function knownLine(name = `[127.0.0.1]:${port}`) {
    const [type, key] = readFileSync(`${hostKey}.pub`, 'utf8').split(' ')
    return `${name} ${type} ${key}\n`
  }
  const readLog = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '')
  await start()

  return {
    port,
    personHome,
    surroundings: sshSurroundings({}, personHome, join(at, 'slipway')),
    get fingerprint() {
      return execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1]!
    },
    target: (socket) => ({
      kind: 'ssh',
      user: userInfo().username,
      host: '127.0.0.1',
      port,
      socket,
      identityFile: null,
    }),
    makeKnown({ hashed = false } = {}) {
      const file = join(personHome, '.ssh/known_hosts')
      writeFileSync(file, knownLine())
      if (hashed) execFileSync('ssh-keygen', ['-Hf', file], { stdio: 'ignore' })
    },
    knownLine,
    sessions: () => sessionsOf(pid).length,
    async changeKey() {
      await stop()
      rmSync(hostKey)
      rmSync(`${hostKey}.pub`)
      makeKey(hostKey)
      await start()
    },
    log: readLog,
    stop: () => stop(),
    start,
    async dispose() {
      await stop()
      rmSync(at, { recursive: true, force: true })
    },
  }
}

export function makeKey(file: string, passphrase = '') {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', file], { stdio: 'ignore' })
}

function sessionsOf(pid: number): number[] {
  try {
    const listed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    const children = listed.trim().split(/\s+/).map(Number)
    return children.flatMap((child) => [...sessionsOf(child), child])
  } catch {
    return []
  }
}

async function untilListening(port: number, failed: () => string | false) {
  for (let left = 600; left > 0; left--) {
    const why = failed()
    if (why !== false) throw new Error(`sshd ended: ${why}`)
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('sshd does not listen')
}
