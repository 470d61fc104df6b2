import { programOnPath } from '../../base/programs'
import { type Ended, runToEnd } from '../../base/runToEnd'
import { AppError } from '../../contract/errors'

/** A user with what opens a registry; a user of `<token>` means that the secret is an identity token. */
export interface Kept {
  readonly user: string
  readonly secret: string
}

/**
 * A program that keeps passwords, spoken with as docker does.
 * Source: https://github.com/docker/docker-credential-helpers#development
 */
export interface CredentialHelper {
  /** `docker-credential-pass` */
  readonly program: string
  /** What it keeps for a key; null where that is nothing. */
  get(key: string, signal?: AbortSignal): Promise<Kept | null>
  store(key: string, kept: Kept): Promise<void>
  /** Does not mind where there was nothing. */
  erase(key: string): Promise<void>
  /** Users by the keys that it keeps something for. */
  list(): Promise<ReadonlyMap<string, string>>
}

export interface HelperSurroundings {
  readonly env: NodeJS.ProcessEnv
  /** The folder of those that Slipway brings; the person's own on PATH go first. */
  readonly brought: string
  /** Milliseconds that it may take. Default: 10,000. */
  readonly timeout?: number
}

const missing = /credentials not found/i
/** What docker-credential-secretservice 0.9.6 puts before each key of its list. */
const label = /^Registry credentials for /

/**
 * Nothing that a helper answers is ever part of an error, but for its complaints: it could be a secret.
 * @param name `pass`, as a configuration has it
 * @returns each function throws AppError `not-found/helper`, `timeout/helper`, `denied/helper`, `unsupported/helper`,
 *   or `cancelled`
 */
export function credentialHelper(
  name: string,
  { env, brought, timeout = 10_000 }: HelperSurroundings,
): CredentialHelper {
  const program = `docker-credential-${name}`

  async function ask(verb: string, input: string, signal?: AbortSignal): Promise<Ended> {
    const path = /^[\w.-]+$/.test(name) ? programOnPath(program, env.PATH, [brought]) : null
    if (!path) throw new AppError('not-found/helper', { program })
    let ended: Ended
    try {
      ended = await runToEnd(path, [verb], { env, timeout, input, signal })
    } catch (thrown) {
      if (signal?.aborted) throw new AppError('cancelled')
      throw new AppError('denied/helper', { program, reason: (thrown as Error).message }, { cause: thrown })
    }
    if (ended.late) throw new AppError('timeout/helper', { program, seconds: timeout / 1000 })
    return ended
  }

  /** By the protocol a helper complains on its standard output. */
  function complaint({ code, stdout, stderr }: Ended): AppError | null {
    if (code === 0) return null
    const said = (stdout.trim() || stderr.trim()).slice(0, 300)
    return new AppError('denied/helper', { program, reason: said || `it ended with ${code}` })
  }

  async function done(verb: 'store' | 'erase', input: string): Promise<void> {
    const ended = await ask(verb, input)
    const error = complaint(ended)
    if (error && !(verb === 'erase' && missing.test(ended.stdout))) throw error
  }

  function parse(text: string): Readonly<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(text)
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
    } catch {
      // Said below, without a word of what it wrote.
    }
    throw new AppError('unsupported/helper', { program })
  }

  return {
    program,

    async get(key, signal) {
      const ended = await ask('get', key, signal)
      if (ended.code !== 0 && missing.test(ended.stdout)) return null
      const error = complaint(ended)
      if (error) throw error
      const { Username, Secret } = parse(ended.stdout)
      if (typeof Username === 'string' && typeof Secret === 'string')
        return { user: Username, secret: Secret }
      throw new AppError('unsupported/helper', { program })
    },

    store: (key, { user, secret }) =>
      done('store', JSON.stringify({ ServerURL: key, Username: user, Secret: secret })),

    erase: (key) => done('erase', key),

    async list() {
      const ended = await ask('list', '')
      const error = complaint(ended)
      if (error) throw error
      const users = Object.entries(parse(ended.stdout))
      return new Map(
        users.map(([key, user]) => [key.replace(label, ''), typeof user === 'string' ? user : '']),
      )
    },
  }
}
