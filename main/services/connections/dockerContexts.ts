import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '../../base/json'
import type { Target } from '../../contract/connections'
import { whyNotRead } from '../../engine/transport/transport'
import { type Sentence, sentence } from '../../texts/sentence'
import { parseAddress, unusable } from './address'

/** A Docker context of the person's own configuration. */
export interface DockerContext {
  readonly name: string
  readonly address: string
  /** Null when it leads to nothing that Slipway could use. */
  readonly target: Target | null
  readonly unusable: Sentence | null
}

export interface DockerContexts {
  readonly contexts: readonly DockerContext[]
  /** The one that docker uses now; null for its default. */
  readonly current: string | null
  readonly problems: readonly Sentence[]
}

/** meta.json, as far as it is used. Source: cli/context/store of github.com/docker/cli. */
export interface ContextMeta {
  readonly Name?: string
  readonly Metadata?: Readonly<Record<string, unknown>> | null
  readonly Endpoints?: {
    readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean }
  } | null
}

/** docker's own folder; DOCKER_CONFIG is looked at for nothing else. */
export function dockerFolder(env: NodeJS.ProcessEnv, personHome: string): string {
  return env.DOCKER_CONFIG || join(personHome, '.docker')
}

/** docker names a context's folders by the digest of its name. */
export const contextKey = (name: string) => createHash('sha256').update(name).digest('hex')
export const metaFolder = (folder: string, name: string) => join(folder, 'contexts/meta', contextKey(name))

/** Reads all contexts; one that cannot be read becomes a problem, and hides no other. */
export async function readDockerContexts(folder: string): Promise<DockerContexts> {
  const problems: Sentence[] = []
  const keys: string[] = await readdir(join(folder, 'contexts/meta')).catch(() => [])
  const read = await Promise.all(
    keys.map(async (key) => {
      const file = join(folder, 'contexts/meta', key, 'meta.json')
      try {
        const meta = parseJson(await readFile(file, 'utf8')) as ContextMeta
        return meta.Name ? await toContext(folder, meta) : null
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          problems.push(sentence('context/unreadable', { file, said: whyNotRead(error) }))
        }
        return null
      }
    }),
  )
  const current = await readCurrentContext(folder).catch((error: unknown) => {
    const file = join(folder, 'config.json')
    problems.push(sentence('context/settings-unreadable', { file, said: whyNotRead(error) }))
    return null
  })
  const contexts = read.filter((context) => context !== null)
  return {
    contexts: contexts.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
    current,
    problems,
  }
}

/** @throws an error when there is a config.json that cannot be read */
export async function readCurrentContext(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  const { currentContext } = parseJson(text) as { currentContext?: string }
  return currentContext && currentContext !== 'default' ? currentContext : null
}

async function toContext(folder: string, { Name, Endpoints }: ContextMeta): Promise<DockerContext> {
  const name = Name!
  const { Host = '', SkipTLSVerify = false } = Endpoints?.docker ?? {}
  const files = await readTls(folder, name)
  const target = parseAddress(Host, files)
  const why = SkipTLSVerify ? sentence('why/unverified') : target ? unusable(target) : sentence('why/no-way')
  return { name, address: Host, target, unusable: why }
}

/** The context's certificates, where it has any. */
async function readTls(folder: string, name: string) {
  const at = join(folder, 'contexts/tls', contextKey(name), 'docker')
  const names: string[] = await readdir(at).catch(() => [])
  if (names.length === 0) return null
  const file = (wanted: string) => (names.includes(wanted) ? join(at, wanted) : null)
  return { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') }
}
