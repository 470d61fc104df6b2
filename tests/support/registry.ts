import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A registry that the engine can reach, and that trusts it without TLS, for it is on the engine's own loopback. */
export interface Registry {
  /** `127.0.0.1:PORT`, as the engine sees it. */
  readonly host: string
  stop(): Promise<void>
}

export interface SlowRegistry extends Registry {
  /** Connections of the engine that are open now. */
  readonly open: number
  /** Bytes that went the slow way so far. */
  readonly sent: number
  /** Lets another 100,000 bytes through, and then nothing before it is told to go on. */
  hold(): void
  goOn(): void
}

/** Who a registry of a test lets in. */
export const member = { user: 'member', password: 'open sesame' }
/** As `htpasswd -B` writes it: what bcrypt makes of that password. */
const memberLine = 'member:$2y$05$SlipwayRegistryTest..Oetz2Uou3cTU/7N5twSKlqN0Tg3K4i2K'

/** Something else in the place of a registry, which notes what it is asked. */
export interface StrangeServer extends Registry {
  readonly requests: readonly {
    readonly method: string
    readonly url: string
    readonly headers: Record<string, string>
  }[]
}

/**
 * Debian's docker-registry, as a process of this user in the network of the engine: a rootless engine cannot reach the
 * loopback of the machine.
 * @param pid of dockerd
 * @param locked asks for a password that nobody knows; `member`: that of `member`
 */
export async function startRegistry(
  pid: number,
  { locked = false }: { locked?: boolean | 'member' } = {},
): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-registry-'))
  if (locked === 'member') await writeFile(join(folder, 'htpasswd'), `${memberLine}\n`)
  const config = {
    version: '0.1',
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0' },
    // Where there is no file the registry makes one, with a password of its own.
    ...(locked && { auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } } }),
  }
  // YAML is a superset of JSON.
  const file = join(folder, 'config.yml')
  await writeFile(file, JSON.stringify(config))
  const child = inNetworkOf(pid, registryProgram(), ['serve', file], 'stderr')
  const port = await firstMatch(child, 'stderr', /listening on [^ "]*:(\d+)/)
  return {
    host: `127.0.0.1:${port}`,
    async stop() {
      await end(child)
      await rm(folder, { recursive: true })
    },
  }
}

/** The same registry through a pipe that is thin one way: what the engine is given, or what it gives. */
export async function throttle(
  pid: number,
  registry: Registry,
  bytesPerSecond: number,
  way: 'up' | 'down' = 'down',
): Promise<SlowRegistry> {
  const script = join(import.meta.dirname, 'throttledProxy.mjs')
  const target = registry.host.split(':')[1]!
  const child = inNetworkOf(pid, process.execPath, [script, target, String(bytesPerSecond), way], 'stdout')
  let state = { port: 0, open: 0, sent: 0 }
  const started = firstMatch(child, 'stdout', /"port":(\d+)/)
  createInterface(child.stdout!).on('line', (line) => {
    state = JSON.parse(line)
  })
  return {
    host: `127.0.0.1:${await started}`,
    get open() {
      return state.open
    },
    get sent() {
      return state.sent
    },
    hold: () => void child.kill('SIGHUP'),
    goOn: () => void child.kill('SIGUSR2'),
    stop: () => end(child),
  }
}

/** @param status 0: it hangs up */
export async function startStrangeServer(
  pid: number,
  status: number,
  body = '',
  type = 'text/html',
): Promise<StrangeServer> {
  const script = join(import.meta.dirname, 'strangeServer.mjs')
  const child = inNetworkOf(pid, process.execPath, [script, String(status), type, body], 'stdout')
  const requests: StrangeServer['requests'][number][] = []
  const started = firstMatch(child, 'stdout', /"port":(\d+)/)
  createInterface(child.stdout!).on('line', (line) => {
    const said = JSON.parse(line)
    if (said.method) requests.push(said)
  })
  return { host: `127.0.0.1:${await started}`, requests, stop: () => end(child) }
}

function registryProgram(): string {
  const fetched = join(import.meta.dirname, '../../native/build/testing/bin/docker-registry')
  if (existsSync(fetched)) return fetched
  return execFileSync('which', ['docker-registry'], { encoding: 'utf8' }).trim()
}

function inNetworkOf(pid: number, program: string, args: string[], read: 'stdout' | 'stderr'): ChildProcess {
  const own = readlinkSync('/proc/self/ns/net') === readlinkSync(`/proc/${pid}/ns/net`)
  const isRoot = process.getuid!() === 0
  const enter = ['nsenter', ...(isRoot ? [] : ['--preserve-credentials', '-U']), '-n', '-t', String(pid)]
  const [first, ...rest] = [...(own ? [] : enter), program, ...args]
  const streams =
    read === 'stdout' ? (['ignore', 'pipe', 'inherit'] as const) : (['ignore', 'ignore', 'pipe'] as const)
  return spawn(first!, rest, { stdio: [...streams], env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' } })
}

function firstMatch(child: ChildProcess, from: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child[from]!.on('data', (chunk) => {
      text += text.length < 100_000 ? chunk : ''
      const match = pattern.exec(text)
      if (match) resolve(match[1]!)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`It ended: ${text}`)))
  })
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill()
  })
}
