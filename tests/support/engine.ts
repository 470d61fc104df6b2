import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { EngineState } from '../../main/contract/engine'
import { createEngine, type Engine } from '../../main/engine/owned/lifecycle'
import { engineParts } from '../../main/engine/owned/parts'
import { dockerEnvironment } from '../../main/services/commandLine/environment'
import { say } from '../../main/texts/sentence'
import { busyboxLayer } from './busyboxLayer'
import { directly } from './dockerDirect'
import { endContainers } from './emptyEngine'
import { processes } from './processes'

export const root = resolve(import.meta.dirname, '../..')

/** A real engine of a test's own, in a SLIPWAY_HOME of its own. */
export interface TestEngine {
  readonly engine: Engine
  readonly socket: string
  readonly home: string
  /** Stops it, makes sure that nothing of it runs any more, and removes its home. */
  dispose(): Promise<void>
}

/** An empty home; short, for a socket's path must be. */
export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), 'sw-'))
}

/** Starts an engine and waits until it is ready; fails with its reason and the end of its log. */
export async function startEngine(home = temporaryHome(), application = root): Promise<TestEngine> {
  const engine = createEngine({ root: application, home })
  const state = await engine.start()
  const test = { engine, socket: state.socket, home, dispose: () => discard(engine) }
  if (state.phase === 'ready') return test
  await test.dispose()
  throw new Error(explain(state))
}

/** Stops an engine and removes its home; fails when a process of it is left. */
export async function discard(engine: Engine): Promise<void> {
  const { home, socket } = engine.state
  // One that does not answer has nothing that could be ended through it.
  await endContainers(socket).catch(() => {})
  const stopped = await engine.stop().then(
    () => null,
    (error: Error) => error,
  )
  engine.dispose()
  const left = processesOf(home)
  for (const { pid } of left) process.kill(pid, 'SIGKILL')
  removeHome(home)
  if (stopped) throw stopped
  if (left.length > 0) throw new Error(`Left behind: ${left.map(({ command }) => command).join('; ')}`)
}

/** Processes (zombies aside) whose command line, or that of their shim, names the home. */
export function processesOf(home: string) {
  return processes((command) => command.includes(`${home}/`) || `${command} `.includes(`${home} `))
}

/** The pid of the dockerd that runs on a home now. */
export function dockerdOf(home: string): number {
  const found = processesOf(home).find(({ command }) => /\/dockerd /.test(command))
  if (!found) throw new Error(`No dockerd runs on ${home}`)
  return found.pid
}

/** Has a command of docker carried out on the engine; resolves to its trimmed output, rejects with its complaint. */
export async function docker(engine: { socket: string }, ...words: string[]): Promise<string> {
  const said = (await directly(words)?.(engine.socket)) ?? null
  return said === null ? dockerProgram(engine, ...words) : said.trim()
}

/** The same by the bundled command line, whatever the words are. */
export async function dockerProgram({ socket }: { socket: string }, ...words: string[]): Promise<string> {
  const program = engineParts(root).docker
  const env = dockerEnvironment(process.env, socket)
  const { stdout } = await promisify(execFile)(program, words, { env, maxBuffer: 64 << 20 })
  return stdout.trim()
}

/** An image of 2 MB out of Debian's busybox-static; resolves to its name. */
export async function importBusybox({ socket }: { socket: string }, name = 'busybox:test'): Promise<string> {
  const [repo = '', tag = 'latest'] = name.split(':')
  const query = new URLSearchParams({ fromSrc: '-', repo, tag, changes: 'CMD ["sh"]' })
  await post(socket, `/images/create?${query}`, busyboxLayer())
  return name
}

/** The pid, on this machine, of a container's first process. */
export async function containerPid(engine: { socket: string }, name: string): Promise<number> {
  return Number(await docker(engine, 'inspect', '--format', '{{.State.Pid}}', name))
}

function post(socketPath: string, path: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-tar', 'Content-Length': body.length }
    const call = request({ socketPath, path, method: 'POST', headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => {
        if (response.statusCode === 200 && !text.includes('"error"')) resolve()
        else reject(new Error(`${path} was answered with ${response.statusCode}: ${text}`))
      })
    })
    call.on('error', reject)
    call.end(body)
  })
}

/** Layers hold files of subordinate ids, which only their own user namespace can remove. */
export function removeHome(home: string) {
  if (process.geteuid?.() !== 0) asOwner('rm', '-rf', home)
  rmSync(home, { recursive: true, force: true })
}

/** A home like that of an engine which is stopped; also its identity is the same. */
export function copyHome(home: string): string {
  const copy = temporaryHome()
  asOwner('cp', '-a', '--reflink=auto', `${home}/.`, copy)
  return copy
}

/** Runs a program where an ordinary user's subordinate ids are its own. */
function asOwner(...command: string[]) {
  const { bin } = engineParts(root)
  const state = temporaryHome()
  const env = { ...process.env, XDG_RUNTIME_DIR: state }
  try {
    execFileSync(join(bin, 'rootlesskit'), [`--state-dir=${state}/s`, ...command], { env, stdio: 'ignore' })
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
}

/** Why, in words; empty where nothing is said. */
export const reasonOf = ({ reason }: Pick<EngineState, 'reason'>) => (reason ? say(reason) : '')

export function explain(state: EngineState): string {
  return [reasonOf(state), state.advice, ...state.log].filter(Boolean).join('\n')
}
