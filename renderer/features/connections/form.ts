import {
  type ConnectionColour,
  connectionColours,
  type ListedConnection,
  NewConnection,
} from '../../../main/contract/connections'
import { isSaid, type Param } from '../../../main/texts/sentence'

export const ways = ['unix', 'tcp', 'ssh'] as const
export type Way = (typeof ways)[number]

/** A connection as it is typed. */
export interface ConnectionForm {
  name: string
  colour: ConnectionColour
  way: Way
  /** Of unix, on this machine. */
  socket: string
  host: string
  port: string
  /** Of ssh. */
  user: string
  remoteSocket: string
  identityFile: string
  /** Of tcp. */
  tls: boolean
  ca: string
  cert: string
  key: string
}

/** The first colour that none of them has; blue where each is in use. */
export function freeColour(connections: readonly { readonly colour: ConnectionColour }[]): ConnectionColour {
  const used = new Set(connections.map(({ colour }) => colour))
  return connectionColours.find((colour) => !used.has(colour)) ?? 'blue'
}

export const emptyConnectionForm = (colour: ConnectionColour = 'blue'): ConnectionForm => ({
  name: '',
  colour,
  way: 'ssh',
  socket: '/var/run/docker.sock',
  host: '',
  port: '',
  user: '',
  remoteSocket: '',
  identityFile: '',
  tls: true,
  ca: '',
  cert: '',
  key: '',
})

/** What Docker listens on. */
export const usualPort = ({ way, tls }: ConnectionForm): number => {
  if (way === 'ssh') return 22
  return tls ? 2376 : 2375
}

export type CheckedConnection =
  | { readonly request: NewConnection; readonly problems: ReadonlyMap<string, string> }
  | { readonly request: null; readonly problems: ReadonlyMap<string, string> }

/** Whether two names are one to who reads them. */
export const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/**
 * The form as the contract wants it, or the key of a sentence by the field that is wrong.
 * @param others what there is already: no two bear one name, and Slipway's own engine is there by itself
 */
export function checkConnection(
  typed: ConnectionForm,
  others: readonly Pick<ListedConnection, 'name' | 'source' | 'target'>[] = [],
): CheckedConnection {
  const form = takenApart(typed)
  const parsed = NewConnection.safeParse({
    name: form.name.trim() || (form.way === 'unix' ? form.socket.trim() : form.host.trim()).slice(0, 60),
    colour: form.colour,
    target: targetOf(form),
  })
  const problems = new Map<string, string>()
  for (const { path } of parsed.error?.issues ?? []) {
    const field = fieldOf(path.map(String), form)
    problems.set(field, String(form[field]).trim() === '' ? `${field}Missing` : field)
  }
  // Without an address there is no name either, and that is no second mistake.
  if (problems.size > 1 && form.name.trim() === '') problems.delete('name')
  if (form.way === 'tcp' && form.tls && (form.cert.trim() === '') !== (form.key.trim() === '')) {
    const missing = form.cert.trim() === '' ? 'cert' : 'key'
    problems.set(missing, `${missing}Missing`)
  }
  const { data } = parsed
  if (data && others.some(({ name }) => sameName(name, data.name))) problems.set('name', 'nameTaken')
  if (data?.target.kind === 'unix' && others.some((other) => isOwnSocket(other, form.socket.trim()))) {
    problems.set('socket', 'socketOwn')
  }
  if (problems.size > 0 || !parsed.success) return { request: null, problems }
  return { request: parsed.data, problems }
}

const isOwnSocket = ({ source, target }: Pick<ListedConnection, 'source' | 'target'>, socket: string) =>
  source === 'bundled' && target?.kind === 'unix' && target.socket === socket

/**
 * The field in which a file was named that cannot be used; null for one that was not named here.
 * @param cause as main says it: one file may be named twice, and be right in one place
 */
export function fieldOfFile(
  form: ConnectionForm,
  file: unknown,
  reason: Param | undefined,
): keyof ConnectionForm | null {
  const isKey = isSaid(reason, 'why/no-private-key') || isSaid(reason, 'why/other-key')
  const ofTls = isKey ? (['key'] as const) : (['ca', 'cert', 'key'] as const)
  const named = form.way === 'ssh' ? (['identityFile'] as const) : ofTls
  return named.find((field) => form[field].trim() === file) ?? null
}

/** `ssh://user@host:port/socket` or `user@host`: a user may bear an @, so the last one parts. */
const wholeAddress = /^(?:ssh:\/\/)?(?:([^/]+)@)?(?:\[([^\]]+)\]|([^:@/[\]]+))(?::(\d+))?(\/.*)?$/

/** What was put into the field for the host and has fields of its own, unless these say something else. */
function takenApart(form: ConnectionForm): ConnectionForm {
  const typed = form.host.trim()
  if (form.way !== 'ssh' || !/^ssh:\/\/|@/.test(typed)) return form
  const [, user = '', bracketed, plain, port = '', socket = ''] = wholeAddress.exec(typed) ?? []
  const host = bracketed ?? plain
  const said = { user, port, remoteSocket: socket === '/' ? '' : socket }
  const isElse = (field: keyof typeof said) => {
    const own = form[field].trim()
    return said[field] !== '' && own !== '' && own !== said[field]
  }
  if (!host || isElse('user') || isElse('port') || isElse('remoteSocket')) return form
  return {
    ...form,
    host,
    user: user || form.user,
    port: port || form.port,
    remoteSocket: said.remoteSocket || form.remoteSocket,
  }
}

function targetOf(form: ConnectionForm): unknown {
  const text = (value: string) => value.trim() || null
  if (form.way === 'unix') return { kind: 'unix', socket: form.socket.trim() }
  const host = form.host.trim().replace(/^\[|\]$/g, '')
  const typed = form.port.trim() === '' ? null : Number(form.port)
  if (form.way === 'tcp') {
    const tls = form.tls ? { ca: text(form.ca), cert: text(form.cert), key: text(form.key) } : null
    return { kind: 'tcp', host, port: typed ?? usualPort(form), tls }
  }
  const [user, socket, identityFile] = [form.user, form.remoteSocket, form.identityFile].map(text)
  // Without one, ssh's own configuration decides.
  return { kind: 'ssh', host, port: typed, user, socket, identityFile }
}

function fieldOf(path: readonly string[], { way }: ConnectionForm): keyof ConnectionForm {
  const last = path.at(-1)!
  if (last === 'socket') return way === 'unix' ? 'socket' : 'remoteSocket'
  return last as keyof ConnectionForm
}
