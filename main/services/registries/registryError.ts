import { AppError } from '../../contract/errors'

/** What was asked of a registry. */
export interface Encounter {
  readonly way: 'pull' | 'push' | 'login'
  /** The registry's host, as the person has it. */
  readonly host: string
  /** The image's reference; of a log-in the host. */
  readonly object: string
  /** The user that went with it; null where none did. */
  readonly user: string | null
  /** Why the log-in that is kept could not be read. */
  readonly problem: AppError | null
  /** The registry has answered before, so that it is there. */
  readonly reached: boolean
  /** The engine has a loopback of its own: a registry on the person's is out of its reach. */
  readonly rootless: boolean
}

/** Docker Hub goes by several hosts; the person knows it by one. */
const hub = /^(?:registry-1|auth|index)\.docker\.io(?::443)?$/
const wantsLogin =
  /no basic auth credentials|unauthorized|authentication required|status: 401|from registry 401/i
const limit = /toomanyrequests|too many requests|rate limit/i
/** A page, or words of another service. */
const stranger =
  /<!doctype|<html|<body|error unmarshalling content|error parsing HTTP|no error details found|stopped after \d+ redirects|unexpected HTTP status: [23]\d\d|failed with status: (?:[23]\d\d|40[3-9])|from registry (?:[23]\d\d|40[4-9])|malformed HTTP|first record does not look like a TLS handshake/i
const trouble =
  /(?:HTTP status|failed with status|HTTP response(?: code)?|status code from registry|status from \w+ request to \S+?):? (5\d\d[^"\n]*)/i
/** Podman and BuildKit say nothing but the number. */
const refused = /denied|from registry 403|request to \S+: 403/i
const certificate = /x509: ([^"\n]+)/i
const plain = /server gave HTTP response to HTTPS client/i
const otherPlatform = /no matching manifest|unsupported (?:schema|media type|manifest)|not implemented/i
const unknown = /manifest unknown|name unknown|not found|does not exist/i
const broken =
  /unexpected EOF|\bEOF$|connection reset|broken pipe|http2?: |server closed|transport connection broken|timeout/i
const beingUnpacked = /register layer|invalid tar header|archive\/tar/i

/**
 * What the engine says of a registry, in terms of the image and its registry. `details.login` is 1 where it could help to
 * log in, and `details.user` is who was not let in.
 * @param thrown by a pull, a push or a log-in
 */
export function registryError(thrown: unknown, encounter: Encounter): AppError {
  const error = AppError.from(thrown)
  const own: readonly AppError['code'][] = [
    'cancelled',
    'engine-unreachable',
    'engine-changed',
    'disk-full',
    'internal',
    'in-use',
  ]
  if (own.includes(error.code)) return error
  const said = error.details?.engine ?? error.message
  const options = { cause: error }
  return denied(error, said, encounter, options) ?? unreachable(error, said, encounter, options) ?? error
}

/** The registry answers, but not with what was asked for. */
function denied(
  { code }: AppError,
  said: string,
  { way, object, host, user, problem }: Encounter,
  options: ErrorOptions,
): AppError | null {
  const known = { object, host, engine: said }
  const login = { ...known, login: 1, user: user ?? undefined }
  if (limit.test(said)) return new AppError('registry-denied/limit', login, options)
  if (stranger.test(said)) return new AppError('registry-unreachable/answer', known, options)
  if (wantsLogin.test(said)) {
    if (way === 'login') return new AppError('registry-denied/password', { ...known, user: user! }, options)
    if (user !== null) return new AppError('registry-denied/stale', login, options)
    if (!problem) return new AppError('registry-denied/login', login, options)
    return new AppError('registry-denied/kept', { ...login, reason: problem.sentence }, options)
  }
  if (way === 'login') return null
  if (refused.test(said)) {
    if (way === 'push') return new AppError('registry-denied/push', login, options)
    return new AppError(keyOfRefusal(host, user), login, options)
  }
  if (otherPlatform.test(said)) return new AppError('unsupported/platform', known, options)
  if (way === 'pull' && (code === 'not-found' || (unknown.test(said) && code !== 'registry-unreachable'))) {
    return new AppError('image-unknown/registry', known, options)
  }
  return null
}

/** Docker Hub refuses what is private and what does not exist in the same words. */
function keyOfRefusal(host: string, user: string | null) {
  if (host === 'docker.io') return user === null ? 'registry-denied/hub' : 'registry-denied/hubPull'
  return user === null ? 'registry-denied/private' : 'registry-denied/pull'
}

/** No registry answers there, or not to its end. */
function unreachable(
  { code, details }: AppError,
  said: string,
  { object, host: own, reached, rootless }: Encounter,
  options: ErrorOptions,
): AppError | null {
  const named = details?.host
  const host = typeof named === 'string' && !hub.test(named) ? named : own
  const known = { object, host, engine: said }
  const status = trouble.exec(said)?.[1]
  if (status)
    return new AppError('registry-unreachable/trouble', { ...known, status: status.trim() }, options)
  const reason = certificate.exec(said)?.[1]
  if (reason)
    return new AppError('registry-unreachable/certificate', { ...known, reason: reason.trim() }, options)
  if (plain.test(said)) return new AppError('registry-unreachable/plain', known, options)
  if (code === 'registry-unreachable' || code === 'timeout') {
    if (reached || (broken.test(said) && !/dial tcp/i.test(said))) {
      return new AppError('registry-unreachable/broken', known, options)
    }
    const key =
      rootless && isLoopbackRegistry(host) ? 'registry-unreachable/loopback' : 'registry-unreachable/host'
    return new AppError(key, known, options)
  }
  if (beingUnpacked.test(said)) return new AppError('engine-failed', { object, engine: said }, options)
  const onTheWay = code === 'engine-failed' || code === 'archive-invalid'
  if (onTheWay && broken.test(said)) {
    return new AppError('registry-unreachable/broken', known, options)
  }
  return null
}

/** True for a host, perhaps with a port, that means the very machine it is asked on. */
export function isLoopbackRegistry(host: string): boolean {
  const name = host.replace(/:\d+$/, '')
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(?:\.\d+){3}$/.test(name)
  )
}
