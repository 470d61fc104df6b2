import { z } from 'zod'
import type { EngineSettings } from '../../contract/engineSettings'
import type { DaemonConfig } from './daemonConfig'

/** Drivers whose logs are files of Docker's own, with a size and a number. */
const bounded: readonly unknown[] = ['json-file', 'local']

const Text = z.union([z.string(), z.number().transform(String)])
/** What the file must look like to be shown; whether its values are right is another question. */
const Known = z.object({
  'log-driver': z.string().optional(),
  'log-opts': z.record(z.string(), Text).optional(),
  'registry-mirrors': z.array(z.string()).optional(),
  'insecure-registries': z.array(z.string()).optional(),
  proxies: z.record(z.string(), z.string()).optional(),
  dns: z.array(z.string()).optional(),
  'default-address-pools': z.array(z.object({ base: z.string(), size: z.number() })).optional(),
})

/** A key of the file holds something else than dockerd takes there. */
export class StrangeSettingError extends Error {
  override name = 'StrangeSettingError'
  constructor(readonly key: string) {
    super(`${key} is not what dockerd expects there`)
  }
}

/**
 * What a person has set, out of the configuration file.
 * @throws StrangeSettingError
 */
export function readSettings(config: DaemonConfig): EngineSettings {
  const parsed = Known.safeParse(config)
  if (!parsed.success) throw new StrangeSettingError(parsed.error.issues[0]!.path.map(String).join('.'))
  const known = parsed.data
  const { proxies = {}, 'log-opts': options = {} } = known
  const count = Number(options['max-file'])
  return {
    logs: bounded.includes(known['log-driver'] ?? 'json-file')
      ? {
          // json-file writes -1 for what has no bound.
          maxSize: options['max-size'] && options['max-size'] !== '-1' ? options['max-size'] : null,
          maxFiles: Number.isInteger(count) && count > 0 ? count : null,
        }
      : null,
    registryMirrors: known['registry-mirrors'] ?? [],
    insecureRegistries: known['insecure-registries'] ?? [],
    proxies: {
      http: hidePassword(proxies['http-proxy'] ?? ''),
      https: hidePassword(proxies['https-proxy'] ?? ''),
      no: proxies['no-proxy'] ?? '',
    },
    dns: known.dns ?? [],
    addressPools: known['default-address-pools'] ?? [],
  }
}

/** The configuration with these settings in it; all else in it stays, and what is empty is not written. */
export function withSettings(config: DaemonConfig, settings: EngineSettings): DaemonConfig {
  const { logs, proxies } = settings
  const before = (config.proxies ?? {}) as Record<string, string>
  return replaced(config, {
    'log-opts': logs
      ? replaced((config['log-opts'] ?? {}) as DaemonConfig, {
          'max-size': logs.maxSize ?? undefined,
          'max-file': logs.maxFiles === null ? undefined : String(logs.maxFiles),
        })
      : config['log-opts'],
    'registry-mirrors': settings.registryMirrors,
    'insecure-registries': settings.insecureRegistries,
    proxies: replaced(before, {
      'http-proxy': withPassword(proxies.http, before['http-proxy'], before['https-proxy']) || undefined,
      'https-proxy': withPassword(proxies.https, before['https-proxy'], before['http-proxy']) || undefined,
      'no-proxy': proxies.no || undefined,
    }),
    dns: settings.dns,
    'default-address-pools': settings.addressPools,
  })
}

/** Keys keep their places; those whose new value is nothing go, or never come. */
function replaced(before: DaemonConfig, changes: DaemonConfig): DaemonConfig {
  const result = { ...before }
  for (const [key, value] of Object.entries(changes)) {
    if (isNothing(value)) delete result[key]
    else result[key] = value
  }
  return result
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  )
}

/** What dockerd itself writes in place of a password. */
const mask = 'xxxxx'

/** What is before a password, the password, and what comes after it. */
const password = /^([a-z0-9+.-]+:\/\/[^/@:]*:)([^/]*)(@.*)$/i

const hidePassword = (address: string) => address.replace(password, `$1${mask}$3`)

/**
 * Secrets stay in main: an address that comes back with its password hidden gets that of before, whatever else of it was
 * changed.
 * @param before this proxy's address of before, then the other one's, which the person may have copied
 */
function withPassword(address: string, ...before: (string | undefined)[]): string {
  if (password.exec(address)?.[2] !== mask) return address
  const known = before.map((each) => password.exec(each ?? '')?.[2]).find((each) => each !== undefined)
  return known === undefined
    ? address
    : address.replace(password, (_, start, _hidden, rest) => start + known + rest)
}
