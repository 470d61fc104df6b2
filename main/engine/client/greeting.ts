import type { ConnectedEngine, EngineFeature } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import type { Connection } from './connection'
import { strangeAnswer } from './errors'

/** Docker's API 1.41 (20.10) to 1.45: what Slipway was written against. */
const least = '1.41'
const most = '1.45'
/** Milliseconds for each answer. */
const usualPatience = 10_000

/** Source: GET /version of the Engine API; Podman's has the same shape. */
interface Version {
  readonly Version?: string
  readonly ApiVersion?: string
  readonly MinAPIVersion?: string
  readonly Components?: readonly { readonly Name?: string; readonly Version?: string }[] | null
}

/** Source: GET /info. */
export interface Info {
  readonly ID?: string
  readonly Name?: string
  readonly DockerRootDir?: string
  /** The storage driver. */
  readonly Driver?: string
  readonly CgroupDriver?: string
  readonly CgroupVersion?: string
  readonly MemoryLimit?: boolean
  /** Podman's own. */
  readonly Rootless?: boolean
}

/**
 * Asks an engine who it is.
 * @param address for errors
 * @param patience milliseconds for each answer
 * @throws AppError `engine-too-old`, `engine-failed` when it is no engine, ...
 */
export async function greet(
  connection: Connection,
  address: string,
  patience = usualPatience,
): Promise<ConnectedEngine> {
  const get = <T>(path: string) =>
    connection.request<T>({ method: 'GET', path, object: address, timeout: patience })
  const version = await get<Version>('/version')
  const apiVersion = spoken(version, address)
  const info = await get<Info>(`/v${apiVersion}/info`)
  const kind = isPodman(version) ? 'podman' : 'docker'
  return {
    kind,
    version: version.Version ?? '',
    apiVersion,
    name: info.Name ?? '',
    identity: identityOf(kind, info, address),
    lacks: lacking(kind, info),
  }
}

function spoken({ ApiVersion, MinAPIVersion }: Version, address: string): string {
  if (!/^\d+\.\d+$/.test(ApiVersion ?? '')) throw strangeAnswer('It is no container engine', address)
  const theirs = ApiVersion!
  if (isBelow(theirs, least)) {
    const details = { object: address, version: theirs, least }
    throw new AppError('engine-too-old', `${address}: its API is ${theirs}`, details)
  }
  const common = isBelow(theirs, most) ? theirs : most
  if (MinAPIVersion && isBelow(common, MinAPIVersion)) {
    const engine = `it speaks no API below ${MinAPIVersion}, and this Slipway none above ${most}`
    throw new AppError('unsupported', `${address}: ${engine}`, { object: address, engine })
  }
  return common
}

const isPodman = ({ Components }: Version) =>
  Components?.some(({ Name }) => Name?.startsWith('Podman')) ?? false

/** Docker keeps an ID in its data-root. Podman answers with another one each time, so it is known by its store. */
export function identityOf(
  kind: ConnectedEngine['kind'],
  { ID, Name, DockerRootDir }: Info,
  address: string,
): string {
  if (kind === 'podman') return `podman ${Name} ${DockerRootDir}`
  if (!ID) throw strangeAnswer('It does not say who it is', address)
  return ID
}

/** What a Docker that was greeted before lacks now. */
export async function askLacks(connection: Connection, object: string): Promise<readonly EngineFeature[]> {
  return lacking('docker', await connection.request<Info>({ method: 'GET', path: '/info', object }))
}

function lacking(kind: ConnectedEngine['kind'], info: Info): EngineFeature[] {
  const { CgroupDriver, CgroupVersion, Driver, MemoryLimit, Rootless } = info
  // Podman tells what the machine could do; with cgroup v1 an ordinary user may do nothing of it.
  const isBarred = kind === 'podman' && Rootless === true && CgroupVersion === '1'
  const lacks: [EngineFeature, boolean][] = [
    ['layersOnDisk', Driver !== 'overlay2'],
    ['pause', isBarred || CgroupDriver === 'none' || CgroupDriver === ''],
    ['limits', isBarred || MemoryLimit === false],
    // Podman has no process that could start them.
    ['restartAfterReboot', kind === 'podman'],
    ['mountCheck', kind === 'podman'],
  ]
  return lacks.filter(([, isLacking]) => isLacking).map(([feature]) => feature)
}

function isBelow(one: string, other: string): boolean {
  const [a = 0, b = 0] = one.split('.').map(Number)
  const [c = 0, d = 0] = other.split('.').map(Number)
  return a < c || (a === c && b < d)
}
