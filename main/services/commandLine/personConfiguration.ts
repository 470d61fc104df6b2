import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { dockerFolder } from '../connections/dockerContexts'

/** What a person's own docker configuration says about the programs beside docker. It is only ever read. */
export interface PersonConfiguration {
  /** The folder that holds it, absolute. */
  readonly folder: string
  /** The program that stands in for `docker build`, where the person has named one. */
  readonly builder: string | null
  /** The credential helpers in use, such as `secretservice`. */
  readonly helpers: readonly string[]
  /** Where the person's own plugins lie. */
  readonly pluginFolders: readonly string[]
}

/**
 * Reads it. One that cannot be read says nothing here; docker says so itself.
 * Source: https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties
 * @param named the folder that docker's flag `--config` names
 */
export function readConfiguration(env: NodeJS.ProcessEnv, named: string | null): PersonConfiguration {
  const folder = resolve(named || dockerFolder(env, homedir()))
  const { aliases, credsStore, credHelpers, cliPluginsExtraDirs } = readObject(join(folder, 'config.json'))
  const extra = Array.isArray(cliPluginsExtraDirs) ? cliPluginsExtraDirs : []
  return {
    folder,
    builder: texts(aliases, 'builder')[0] ?? null,
    helpers: [...texts({ credsStore }), ...texts(credHelpers)],
    pluginFolders: [...extra.filter((each) => typeof each === 'string'), join(folder, 'cli-plugins')],
  }
}

function readObject(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The texts among an object's values, or among those of the names given. */
function texts(of: unknown, ...names: readonly string[]): string[] {
  if (typeof of !== 'object' || of === null) return []
  const entries = Object.entries(of).filter(([name]) => names.length === 0 || names.includes(name))
  return entries.map(([, value]) => value).filter((value) => typeof value === 'string' && value !== '')
}

/** The helpers that Slipway brings. */
const brought = ['secretservice', 'pass']

/**
 * Offers Slipway's credential helpers, behind the person's own, where the person's configuration asks for one of these: merely
 * to find one is enough for docker to use it from then on and to write that down, also where no keyring answers it.
 */
export function withHelpers(
  env: NodeJS.ProcessEnv,
  config: PersonConfiguration,
  folder: string,
): NodeJS.ProcessEnv {
  if (!config.helpers.some((name) => brought.includes(name))) return env
  return { ...env, PATH: [env.PATH, folder].filter(Boolean).join(delimiter) }
}
