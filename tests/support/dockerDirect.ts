import { setTimeout as pause } from 'node:timers/promises'
import { Refused, requestOf } from './engineRequest'

/** Resolves to what the program would write, with or without a last newline; to null where only the program knows. */
type Asked = (socket: string) => Promise<string | null>
/** Null for words that only the program reads. */
type Reading = (words: readonly string[]) => Asked | null

/**
 * The commands that tests give again and again, asked of the engine without the program: to start docker is 35 ms of a
 * processor, and it asks the same. What makes containers, networks and images is left to it, and all other words are.
 */
export function directly([verb = '', ...words]: readonly string[]): Asked | null {
  return Object.hasOwn(commands, verb) ? commands[verb]!(words) : null
}

const commands: Readonly<Record<string, Reading>> = {
  exec: inContainer,
  inspect: inspected,
  port: portOf,
  ps: listed,
  rm: (words) =>
    ofEach(words, { '-f': 'force=1', '-v': 'v=1', '-fv': 'force=1&v=1' }, (socket, name, query) =>
      requestOf(socket, 'DELETE', `/containers/${name}?${query}`),
    ),
  rmi: (words) =>
    ofEach(words, { '-f': 'force=1' }, (socket, name, query) =>
      requestOf(socket, 'DELETE', `/images/${name}?${query}`),
    ),
  start: doing('start'),
  kill: doing('kill'),
  stop: (words) => (words[0] === '-t' ? doing(`stop?t=${words[1]}`)(words.slice(2)) : doing('stop')(words)),
}

const isFlag = (word: string) => word.startsWith('-')

/** A verb of containers that is a path of its own. */
function doing(path: string): Reading {
  return (words) =>
    ofEach(words, {}, (socket, name) => requestOf(socket, 'POST', `/containers/${name}/${path}`))
}

/** For each name in turn; what was forced may be gone already, as for the program. */
function ofEach(
  words: readonly string[],
  flags: Readonly<Record<string, string>>,
  ask: (socket: string, name: string, query: string) => Promise<unknown>,
): Asked | null {
  const given = words.filter(isFlag)
  const names = words.filter((word) => !isFlag(word))
  if (names.length === 0 || given.some((flag) => !Object.hasOwn(flags, flag))) return null
  const query = given.map((flag) => flags[flag]).join('&')
  const isGone = (thrown: unknown) =>
    thrown instanceof Refused && thrown.status === 404 && query.includes('force')
  return async (socket) => {
    const refusals: unknown[] = []
    for (const name of names) {
      await ask(socket, encodeURIComponent(name), query).catch((thrown) => refusals.push(thrown))
    }
    const refusal = refusals.find((thrown) => !isGone(thrown))
    if (refusal) throw refusal
    return names.join('\n')
  }
}

/** Of a container; what else has that name only the program looks for. */
function inspected(words: readonly string[]): Asked | null {
  const [format, names] = words[0] === '--format' ? [words[1]!, words.slice(2)] : [null, words]
  const template = format === null ? (one: object) => `[${JSON.stringify(one)}]` : templateOf(format)
  if (!template || names.length !== 1 || names.some(isFlag)) return null
  return async (socket) => {
    const found = await inspectedOne(socket, names[0]!).catch((thrown) => {
      if (thrown instanceof Refused && thrown.status === 404) return null
      throw thrown
    })
    return found && template(found)
  }
}

async function inspectedOne(socket: string, name: string) {
  const answer = await requestOf(socket, 'GET', `/containers/${encodeURIComponent(name)}/json`)
  return JSON.parse(answer.toString())
}

/** `{{.A.B}}` and `{{json .A}}` in a text; null for any other template, or where it is no plain word. */
function templateOf(format: string): ((value: object) => string | null) | null {
  const field = /\{\{(json )?((?:\.\w+)+)\}\}/g
  if (format.replace(field, '').includes('{{')) return null
  return (value) => {
    const fields = [...format.matchAll(field)].map(([, json, path]) => {
      const found = path!
        .slice(1)
        .split('.')
        .reduce<unknown>((inside, name) => Object(inside)[name], value)
      if (json) return JSON.stringify(found)
      return typeof found === 'object' || found === undefined ? undefined : String(found)
    })
    if (fields.includes(undefined)) return null
    return format.replace(field, () => fields.shift()!)
  }
}

interface Listed {
  readonly Id: string
  readonly Names: readonly string[]
  readonly State: string
}

function listed(words: readonly string[]): Asked | null {
  const at = words.indexOf('--format')
  const format = at < 0 ? null : words[at + 1]!
  const flags = words.filter((_, place) => at < 0 || (place !== at && place !== at + 1))
  if (flags.some((flag) => !['-a', '-q', '-aq', '--no-trunc'].includes(flag))) return null
  const quiet = flags.some((flag) => flag.includes('q'))
  const template = format === null ? quiet && (({ ID }: { ID: string }) => ID) : templateOf(format)
  if (!template || (format && /\.(?!Names\}|State\}|ID\})\w/.test(format))) return null
  return async (socket) => {
    const text = await requestOf(
      socket,
      'GET',
      `/containers/json?all=${flags.some((flag) => flag.includes('-a'))}`,
    )
    const all: readonly Listed[] = JSON.parse(text.toString())
    const length = flags.includes('--no-trunc') ? undefined : 12
    return all
      .map(({ Id, Names, State }) => ({
        ID: Id.slice(0, length),
        Names: Names.map((name) => name.slice(1)).join(','),
        State,
      }))
      .map(template)
      .join('\n')
  }
}

/** `NAME 80`, of TCP. */
function portOf(words: readonly string[]): Asked | null {
  const [name = '', port = ''] = words
  if (words.length !== 2 || !/^\d+$/.test(port)) return null
  return async (socket) => {
    const { NetworkSettings } = await inspectedOne(socket, name)
    const bound: readonly Record<string, string>[] | null = NetworkSettings.Ports[`${port}/tcp`]
    return bound?.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`).join('\n') ?? null
  }
}

/** `NAME PROGRAM WORDS`, without a terminal and with nothing to read. */
function inContainer(words: readonly string[]): Asked | null {
  const [name = '', ...command] = words
  if (isFlag(name) || command.length === 0) return null
  return async (socket) => {
    const ask = (method: string, path: string, body?: object) => requestOf(socket, method, path, body)
    const wanted = { AttachStdout: true, AttachStderr: true, Cmd: command }
    const made = await ask('POST', `/containers/${encodeURIComponent(name)}/exec`, wanted)
    const { Id } = JSON.parse(made.toString())
    const { stdout, stderr } = parted(await ask('POST', `/exec/${Id}/start`, { Detach: false, Tty: false }))
    const code = await exitCodeOf(socket, Id)
    if (code === 0) return stdout
    throw Object.assign(new Error(`${command[0]} in ${name} ended with ${code}: ${stderr}`), {
      stdout,
      stderr,
    })
  }
}

/** What a program says may end before the engine knows how it ended. */
async function exitCodeOf(socket: string, exec: string): Promise<number> {
  for (;;) {
    const answer = await requestOf(socket, 'GET', `/exec/${exec}/json`)
    const { Running, ExitCode } = JSON.parse(answer.toString())
    if (!Running && ExitCode !== null) return ExitCode
    await pause(20)
  }
}

/** Pieces with a head of eight bytes: which stream, and how long. */
function parted(bytes: Buffer): { readonly stdout: string; readonly stderr: string } {
  const pieces: [Buffer[], Buffer[]] = [[], []]
  for (let at = 0; at + 8 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at + 4)
    pieces[bytes[at] === 2 ? 1 : 0].push(bytes.subarray(at + 8, end))
    at = end
  }
  const [stdout, stderr] = pieces.map((each) => Buffer.concat(each).toString()) as [string, string]
  return { stdout, stderr }
}
