import { AppError, type ErrorDetails, type ErrorKey } from '../../contract/errors'
import { sentence } from '../../texts/sentence'
import { strangeAnswer } from '../api/strangeAnswer'

interface Rule {
  readonly pattern: RegExp
  readonly key: ErrorKey
  /** Placeholders for the sentence that the person reads. */
  readonly details?: (match: RegExpExecArray) => ErrorDetails
}

/** How Go writes a quoted word: a quote inside is escaped. */
const quoted = '"((?:[^"\\\\]|\\\\.)*)"'

/**
 * What the engine says, in its own words, from the most telling to the least. The API has status codes for few of these:
 * a busy port, a missing command and a full disk are all 500. Words of Docker 20.10 to 29.
 */
const rules: readonly Rule[] = [
  { pattern: /no space left on device|disk quota exceeded/i, key: 'disk-full' },
  {
    pattern: /container name "\/?([^"]+)" is already in use(?: by container "?([0-9a-f]+))?/i,
    key: 'name-taken/name',
    details: ([, name, by]) => ({ name, by }),
  },
  {
    pattern: /cannot expose privileged port (\d+)|:(\d+): bind: permission denied/i,
    key: 'denied/port',
    details: ([, exposed, bound]) => ({ port: Number(exposed ?? bound) }),
  },
  {
    pattern: /:(\d+)(?:\/\w+)? failed: port is already allocated|:(\d+): bind: address already in use/i,
    key: 'port-busy/port',
    details: ([, allocated, bound]) => ({ port: Number(allocated ?? bound) }),
  },
  { pattern: /port is already allocated|address already in use/i, key: 'port-busy' },
  {
    pattern:
      /image is being used by (?:running |stopped )?container ([0-9a-f]+)|container ([0-9a-f]+) is using its|image used by ([0-9a-f]{64})/i,
    key: 'in-use/by',
    details: ([, by, user, podmans]) => ({ by: by ?? user ?? podmans }),
  },
  {
    pattern: /volume is in use - \[([^\]]*)\]/i,
    key: 'in-use/by',
    details: ([, by]) => ({ by }),
  },
  {
    pattern: /has active endpoints \(name:"([^"]+)"/i,
    key: 'in-use/by',
    details: ([, by]) => ({ by }),
  },
  {
    pattern:
      /has active endpoints|has dependent child images|is referenced in multiple repositories|is in use\b/i,
    key: 'in-use',
  },
  {
    pattern: new RegExp(
      `exec: ${quoted}: (?:executable file not found|(?:(?:stat|fork/exec) [^:]*: )?no such file or directory)`,
      'i',
    ),
    key: 'command-not-found/command',
    details: ([, command]) => ({ command }),
  },
  {
    pattern: new RegExp(
      `exec: ${quoted}: (?:(?:stat|fork/exec) [^:]*: )?(?:permission denied|is a directory)`,
      'i',
    ),
    key: 'denied/command',
    details: ([, command]) => ({ command }),
  },
  {
    pattern: /no command specified/i,
    key: 'invalid-input/command',
    details: () => ({ fields: ['command'] }),
  },
  {
    pattern: /bind source path does not exist: (.+)|making volume mountpoint for volume ([^:]+):/i,
    key: 'mount-invalid/path',
    details: ([, missing, unmakeable]) => ({ path: missing ?? unmakeable }),
  },
  {
    pattern:
      /invalid mount|duplicate mount point|invalid volume spec|error mounting|mount source path|mounts? denied/i,
    key: 'mount-invalid',
  },
  {
    pattern: /pull access denied for ([^\s,]+)/i,
    key: 'registry-denied',
    details: ([, repository]) => ({ repository }),
  },
  { pattern: /manifest (?:for \S+ )?(?:unknown|not found)|repository \S+ not found/i, key: 'image-unknown' },
  {
    pattern:
      /unauthorized|requested access to the resource is denied|authentication required|no basic auth credentials|toomanyrequests/i,
    key: 'registry-denied',
  },
  {
    pattern:
      /(?:get|head|post|put|patch) \\?"?https?:\/\/([^/\s"]+)|lookup (\S+?)(?: on |:)|dial tcp (\S+?):\s/i,
    key: 'registry-unreachable/host',
    details: ([, asked, looked, dialled]) => ({ host: asked ?? looked ?? dialled }),
  },
  {
    pattern: /dial tcp|no such host|tls handshake timeout|client\.timeout exceeded/i,
    key: 'registry-unreachable',
  },
  {
    pattern:
      /invalid tar header|archive\/tar|unexpected EOF|error processing tar file|invalid archive|manifest\.json: no such file|unrecognized image format/i,
    key: 'archive-invalid',
  },
  // Pausing needs cgroups, which a rootless engine may not have.
  { pattern: /cgroups not configured|does not have a cgroup/i, key: 'unsupported/engine' },
  {
    pattern: /logging driver does not support reading|cannot read logs: this container is not logging/i,
    key: 'unsupported/log',
  },
  {
    pattern:
      /is not running|can only kill running|is (?:already |not )?paused|is restarting|marked for removal|already in progress/i,
    key: 'conflict',
  },
]

const keyOfStatus: Readonly<Record<number, ErrorKey>> = {
  400: 'invalid-input/refused',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  409: 'conflict',
  501: 'unsupported/engine',
}

/**
 * What the engine refused, as an error that a view can switch on.
 * @param sentence the engine's own words
 * @param object what it happened to, by the name that the person knows
 * @param status of the HTTP answer; none when the words came inside a stream
 */
export function engineError(sentence: string, object: string, status?: number): AppError {
  const engine = sentence.trim()
  for (const { pattern, key, details } of rules) {
    const match = pattern.exec(engine)
    if (match) return AppError.of(key, { ...details?.(match), object, engine })
  }
  const key = (status !== undefined && keyOfStatus[status]) || 'engine-failed'
  return AppError.of(key, { object, engine })
}

/** No whole answer came. `cause` is what the socket or Node's HTTP parser said. */
export function connectionError(cause: unknown, object: string): AppError {
  if (cause instanceof AppError) return cause
  const { code = '', message } = cause as NodeJS.ErrnoException
  const engine = message.trim()
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('denied', { object, engine }, { cause })
  }
  // With TLS 1.3 an engine refuses a certificate after it has let the request begin (RFC 8446, 4.4.2.4).
  if (/^ERR_SSL_.*ALERT/.test(code)) {
    return new AppError('login-denied/certificate', { object, engine }, { cause })
  }
  if (code.startsWith('HPE_')) return strangeAnswer(sentence('answer/no-http'), object, cause)
  // Only the system's errors say that nobody is there; Node's own are about the answer, but for one.
  const isOfSystem = code !== '' && (!code.startsWith('ERR_') || code === 'ERR_STREAM_PREMATURE_CLOSE')
  if (!isOfSystem) return strangeAnswer(engine, object, cause)
  return new AppError('engine-unreachable', { object, engine, cause: code }, { cause })
}
