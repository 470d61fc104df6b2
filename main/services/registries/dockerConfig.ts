import { isObject, type ObjectContent, readObjectFile, writeObjectFile } from '../../base/objectFile'
import { AppError } from '../../contract/errors'
import type { RegistryAuth } from '../../engine/api/registryAuth'
import { findKey } from './registryKey'

/** What a person's docker configuration says about registries. */
export interface DockerConfig {
  /** The helper that keeps a registry's log-in, such as `pass`; null where the file itself does. */
  helperOf(key: string): string | null
  /** All helpers that it names. */
  readonly helpers: readonly string[]
  /** Keys that it has an entry for. */
  readonly keys: readonly string[]
  /**
   * What the file itself has for a registry; null where that is nothing.
   * @throws AppError `denied/config` when it cannot be understood
   */
  authOf(key: string): RegistryAuth | null
}

/** Docker writes the file with tabs. */
const indent = '\t'

/**
 * Source: https://docs.docker.com/reference/cli/docker/login/#credential-stores and cli/config/configfile of
 * github.com/docker/cli.
 * @param file `config.json`
 * @throws AppError `denied/config` when there is one that cannot be understood
 */
export function readDockerConfig(file: string): DockerConfig {
  const content = read(file)
  const auths = entries(content.auths)
  const helpers = entries(content.credHelpers)
  const store = text(content.credsStore)

  return {
    helperOf: (key) => (helpers.has(key) ? text(helpers.get(key)) : store) || null,
    helpers: [...new Set([store, ...[...helpers.values()].map(text)])].filter(Boolean),
    keys: [...auths.keys()],
    authOf(key) {
      const entry = auths.get(findKey([...auths.keys()], key) ?? '')
      return isObject(entry) ? toAuth(entry, key, file) : null
    },
  }
}

/**
 * Says in the file that a helper keeps a registry's log-in, and takes out what the file itself has of it.
 * @param helper what is to be named for this registry; null where it is named already
 * @throws AppError `denied/config` when the file cannot be understood or written; it is then as it was
 */
export function noteHelper(file: string, key: string, helper: string | null): void {
  change(file, (content) => ({
    ...content,
    auths: { ...without(content.auths, key), [key]: {} },
    ...(helper && { credHelpers: { ...objectOf(content.credHelpers), [key]: helper } }),
  }))
}

/**
 * Takes out a registry's log-in, if there is one.
 * @throws AppError `denied/config`, as above
 */
export function forgetAuth(file: string, key: string): void {
  change(file, (content) => (content.auths ? { ...content, auths: without(content.auths, key) } : content))
}

/** Read again right before, for docker writes it too; what is not known here stays as it is. */
function change(file: string, edit: (content: ObjectContent) => ObjectContent): void {
  const before = read(file)
  const after = edit(before)
  if (JSON.stringify(after) === JSON.stringify(before)) return
  try {
    writeObjectFile(file, after, indent)
  } catch (thrown) {
    throw new AppError('denied/config', { file, reason: (thrown as Error).message }, { cause: thrown })
  }
}

function read(file: string): ObjectContent {
  const { content, problem } = readObjectFile(file)
  if (!problem) return content
  // What a parser says quotes the file, and that may be a password.
  const reason = problem.kind === 'damaged' ? 'it is not the JSON that docker writes' : problem.reason
  throw new AppError('denied/config', { file, reason })
}

function toAuth(entry: ObjectContent, key: string, file: string): RegistryAuth | null {
  const identitytoken = text(entry.identitytoken)
  const decoded = text(entry.auth) && Buffer.from(text(entry.auth), 'base64').toString()
  const colon = decoded.indexOf(':')
  if (decoded && colon < 1) {
    throw new AppError('denied/config', { file, reason: `the entry of ${key} is no user with a password` })
  }
  const username = decoded ? decoded.slice(0, colon) : text(entry.username)
  // Docker of long ago padded it.
  const password = decoded ? decoded.slice(colon + 1).replace(/\0+$/, '') : text(entry.password)
  if (identitytoken) return { username, identitytoken, serveraddress: key }
  return username ? { username, password, serveraddress: key } : null
}

/** What a key is for is told by its host: each entry that docker would take for this one goes. */
function without(auths: unknown, key: string): Record<string, unknown> {
  const left = objectOf(auths)
  for (let found = findKey(Object.keys(left), key); found; found = findKey(Object.keys(left), key)) {
    delete left[found]
  }
  return left
}

const objectOf = (value: unknown): Record<string, unknown> => (isObject(value) ? { ...value } : {})
const entries = (value: unknown) => new Map(Object.entries(objectOf(value)))
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
