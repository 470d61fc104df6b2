import { AppError } from '../../contract/errors'
import type { KnownRegistries, KnownRegistry, LoggedIn } from '../../contract/registries'
import type { RegistryAuth } from '../../engine/api/registryAuth'
import type { Sentence } from '../../texts/sentence'
import { credentialHelper, type HelperSurroundings, type Kept } from './credentialHelper'
import { type DockerConfig, forgetAuth, noteHelper, readDockerConfig } from './dockerConfig'
import type { KeyringNote } from './keyringNote'
import { hostOfKey, registryKey } from './registryKey'

/** What opens registries, as the person's docker configuration and the desktop's keyring have it. */
export interface Credentials {
  /**
   * What opens one registry; looked up each time, for docker may have changed it. Where it cannot be read, `problem` says
   * why and nothing is thrown, for the registry may not ask for any.
   * @param host as in a reference
   * @throws AppError `cancelled`
   */
  of(host: string, signal?: AbortSignal): Promise<FoundAuth>
  /**
   * What only Slipway knows of a registry, so that programs of docker's do not find it in the person's configuration. Null
   * also where it cannot be read: `of` says why.
   * @throws AppError `cancelled`
   */
  ownOf(host: string, signal?: AbortSignal): Promise<RegistryAuth | null>
  /** Keeps what a registry has accepted: by the person's own helper, else in the desktop's keyring, else in memory. Never throws. */
  keep(host: string, auth: RegistryAuth): Promise<LoggedIn>
  /** @throws AppError `denied/config`, or what a helper has against it */
  forget(host: string): Promise<void>
  list(): Promise<KnownRegistries>
}

export interface FoundAuth {
  readonly auth: RegistryAuth | null
  readonly problem: AppError | null
}

interface Dependencies {
  /** The person's docker configuration. */
  readonly file: string
  readonly helpers: HelperSurroundings
  readonly note: KeyringNote
  /** Whether a program is on the person's own PATH. */
  isOwn(program: string): boolean
}

/** The desktop's keyring, by the interface that all of them have. */
const keyring = 'secretservice'
/** Stands in a helper for a user where the secret is an identity token. */
const tokenUser = '<token>'

export function createCredentials({ file, helpers, note, isOwn }: Dependencies): Credentials {
  const memory = new Map<string, RegistryAuth>()
  const helper = (name: string) => credentialHelper(name, helpers)

  async function findOwn(key: string, signal?: AbortSignal): Promise<RegistryAuth | null> {
    const remembered = memory.get(key)
    if (remembered) return remembered
    const kept = note.keys.includes(key) ? await helper(keyring).get(key, signal) : null
    return kept && authOf(key, kept)
  }

  async function find(key: string, signal?: AbortSignal): Promise<RegistryAuth | null> {
    const own = await findOwn(key, signal)
    if (own) return own
    const config = readDockerConfig(file)
    const name = config.helperOf(key)
    if (!name) return config.authOf(key)
    const kept = await helper(name).get(key, signal)
    return kept && authOf(key, kept)
  }

  /** Null where no keyring is to be had. */
  async function keepInKeyring(key: string, kept: Kept): Promise<LoggedIn | null> {
    const { program, store, erase } = helper(keyring)
    const stored = await store(key, kept).then(
      () => true,
      () => false,
    )
    if (!stored) return null
    try {
      if (isOwn(program)) {
        noteHelper(file, key, keyring)
        note.remove(key)
      } else note.add(key)
    } catch {
      // Nobody would find it there again.
      await erase(key).catch(() => {})
      return null
    }
    return { keeper: 'keyring', program, why: null }
  }

  async function keepByHelper(key: string, kept: Kept, name: string): Promise<LoggedIn> {
    const { program, store } = helper(name)
    await store(key, kept)
    try {
      noteHelper(file, key, null)
    } catch {
      // The helper is asked in any case; only docker's own list lacks it.
    }
    return { keeper: 'helper', program, why: null }
  }

  async function keepOutside(key: string, kept: Kept): Promise<LoggedIn> {
    let why: Sentence | null = null
    try {
      const name = readDockerConfig(file).helperOf(key)
      if (name) return await keepByHelper(key, kept, name)
    } catch (thrown) {
      why = AppError.from(thrown).sentence
    }
    const inKeyring = why ? null : await keepInKeyring(key, kept)
    return inKeyring ?? { keeper: 'memory', program: null, why }
  }

  return {
    async of(host, signal) {
      try {
        return { auth: await find(registryKey(host), signal), problem: null }
      } catch (thrown) {
        const problem = AppError.from(thrown)
        if (problem.code === 'cancelled') throw problem
        return { auth: null, problem }
      }
    },

    async ownOf(host, signal) {
      return findOwn(registryKey(host), signal).catch((thrown) => {
        if (AppError.from(thrown).code === 'cancelled') throw thrown
        return null
      })
    },

    async keep(host, auth) {
      const key = registryKey(host)
      const kept = auth.identitytoken
        ? { user: tokenUser, secret: auth.identitytoken }
        : { user: auth.username ?? '', secret: auth.password ?? '' }
      const where = await keepOutside(key, kept)
      if (where.keeper === 'memory') memory.set(key, auth)
      else memory.delete(key)
      return where
    },

    async forget(host) {
      const key = registryKey(host)
      memory.delete(key)
      if (note.keys.includes(key)) {
        await helper(keyring).erase(key)
        note.remove(key)
      }
      const name = readDockerConfig(file).helperOf(key)
      if (name) await helper(name).erase(key)
      forgetAuth(file, key)
    },

    async list() {
      const found = new Map<string, KnownRegistry>()
      const problems: Sentence[] = []
      const add = (key: string, known: Omit<KnownRegistry, 'host'>) => {
        const host = hostOfKey(key)
        if (!found.has(host)) found.set(host, { host, ...known, user: known.user.replace(tokenUser, '') })
      }
      for (const [key, { username = '' }] of memory) {
        add(key, { user: username, keeper: 'memory', program: null })
      }
      const attempt = async (work: () => Promise<void>) => {
        await work().catch((thrown) => problems.push(AppError.from(thrown).sentence))
      }
      await attempt(async () => {
        const { program, list } = helper(keyring)
        const keys = note.keys
        const users: ReadonlyMap<string, string> = keys.length > 0 ? await list() : new Map()
        for (const key of keys) add(key, { user: users.get(key) ?? '', keeper: 'keyring', program })
      })
      await attempt(async () => {
        const config = readDockerConfig(file)
        for (const name of config.helpers) {
          const { program, list } = helper(name)
          await attempt(async () => {
            for (const [key, user] of await list()) {
              if (config.helperOf(key) === name) add(key, { user, keeper: 'helper', program })
            }
          })
        }
        for (const key of config.keys) {
          const auth = inFile(config, key)
          if (auth) add(key, { user: auth.username ?? '', keeper: 'file', program: null })
        }
      })
      return {
        items: [...found.values()].sort((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true })),
        problems,
      }
    },
  }
}

function inFile(config: DockerConfig, key: string): RegistryAuth | null {
  return config.helperOf(key) ? null : config.authOf(key)
}

function authOf(key: string, { user, secret }: Kept): RegistryAuth {
  return user === tokenUser
    ? { identitytoken: secret, serveraddress: key }
    : { username: user, password: secret, serveraddress: key }
}
