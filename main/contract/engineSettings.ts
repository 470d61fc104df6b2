import { z } from 'zod'
import type { Sentence } from '../texts/sentence'

/** An http or https address: dockerd takes no query, fragment or user in a mirror. */
const Mirror = z.string().max(500).refine(isMirror)
/** `host`, `host:port`, or a network in CIDR notation. */
const InsecureRegistry = z
  .string()
  .max(300)
  .refine(
    (text) =>
      /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*)|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/.test(text) || isNetwork(text),
  )
const ProxyAddress = z
  .string()
  .max(1000)
  .refine((text) => text === '' || urlOf(text) !== null)
const Dns = z.union([z.ipv4(), z.ipv6()])
/** As docker writes it: a number, and k, m or g. */
const LogSize = z.string().regex(/^[1-9]\d{0,8}[kmg]b?$/i)

/** Networks of containers are cut out of `base`, each with a prefix of `size` bits. */
const AddressPool = z
  .object({ base: z.string().refine(isNetwork), size: z.number().int().min(1).max(128) })
  .refine(({ base, size }) => !isNetwork(base) || fits(base, size), { path: ['size'] })

/** What a person may set of the engine (dockerd's reference: daemon configuration file). */
export const EngineSettings = z.object({
  /** Of each container's log. Null values: without bound. Null: the log driver has no such limits. */
  logs: z
    .object({ maxSize: LogSize.nullable(), maxFiles: z.number().int().min(1).max(1000).nullable() })
    .nullable(),
  registryMirrors: z.array(Mirror).max(50),
  insecureRegistries: z.array(InsecureRegistry).max(200),
  /** Empty: none. A password reads `xxxxx`, and stays what it is when it is sent back so, whatever else is changed. */
  proxies: z.object({ http: ProxyAddress, https: ProxyAddress, no: z.string().max(4000).regex(/^\S*$/) }),
  dns: z.array(Dns).max(20),
  addressPools: z.array(AddressPool).max(100),
})
export type EngineSettings = z.infer<typeof EngineSettings>

export interface ReadEngineSettings {
  /** The file that they stand in. */
  readonly file: string
  /** What a person wrote there, checked by nobody yet; null when the file cannot be read as settings. */
  readonly settings: EngineSettings | null
  /** Why it cannot be; null when it can. */
  readonly problem: Sentence | null
  /** What the file is now: changes are made to this, and to nothing that was written since. */
  readonly revision: string
  /** What Slipway itself stands on, as key and value of the file. */
  readonly fixed: readonly { readonly name: string; readonly value: string }[]
  /** The engine's data-root. */
  readonly data: string
}

/** What any engine counts of itself. */
export const countedParts = ['images', 'containers', 'buildCache', 'volumes'] as const
export type CountedPart = (typeof countedParts)[number]
/** `containers`: their writable layers. `containerLogs`: those that are files of Docker's own. `engineLogs`: of its processes. `removed`: what removed containers come back with. `snapshots`: where file systems share bytes, less than that. */
export const dataParts = [
  'images',
  'containers',
  'volumes',
  'buildCache',
  'containerLogs',
  'engineLogs',
  'removed',
  'snapshots',
] as const
export type DataPart = (typeof dataParts)[number]

export interface PartSize {
  readonly bytes: number
  /** Of these what nothing uses, so that it could be removed; of images at least so much. */
  readonly free: number
}
/** What an engine has on disk; null: not counted yet, or, of another than Slipway's own, not to be known. */
export type DataSize = Readonly<Record<DataPart, PartSize | null>>

export interface AppliedSettings {
  /** False while the engine is stopped: they count from its next start on. */
  readonly inForce: boolean
}

function urlOf(text: string): URL | null {
  try {
    const url = new URL(text)
    return /^https?:$/.test(url.protocol) && url.hostname !== '' && /^https?:\/\//i.test(text) ? url : null
  } catch {
    return null
  }
}

function isMirror(text: string): boolean {
  const url = urlOf(text)
  return url !== null && !/[?#]/.test(text) && !url.username && !url.password
}

function isNetwork(text: string): boolean {
  return z.union([z.cidrv4(), z.cidrv6()]).safeParse(text).success
}

/** The networks that are cut out are at most as large as what they are cut out of. */
function fits(base: string, size: number): boolean {
  const [address = '', bits = ''] = base.split('/')
  return size >= Number(bits) && size <= (address.includes(':') ? 128 : 30)
}
