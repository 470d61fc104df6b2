import type { ConnectedEngine, EngineFeature } from '../../contract/connections'
import { AppError } from '../../contract/errors'
import { sentence } from '../../texts/sentence'
import type { Requests } from '../api/request'
import { strangeAnswer } from '../api/strangeAnswer'
import { systemApi } from '../api/system'
import type { SystemInfo, SystemVersion } from '../api/systemAnswers'

/** Docker's API 1.41 (20.10) to 1.45: what Slipway was written against. */
const least = '1.41'
const most = '1.45'
/** Milliseconds for each answer. */
const usualTimeout = 10_000

/**
 * Asks an engine who it is.
 * @param address for errors
 * @param timeout milliseconds for each answer
 * @throws AppError `engine-too-old`, `engine-failed` when it is no engine, ...
 */
export async function greet(
  connection: Requests,
  address: string,
  timeout = usualTimeout,
): Promise<ConnectedEngine> {
  const system = systemApi(connection)
  const asking = { object: address, timeout: timeout }
  const version = await system.version(asking)
  const apiVersion = spoken(version, address)
  const info = await system.info({ apiVersion, ...asking })
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

function spoken({ ApiVersion, MinAPIVersion }: SystemVersion, address: string): string {
  if (!/^\d+\.\d+$/.test(ApiVersion ?? '')) throw strangeAnswer(sentence('answer/no-engine'), address)
  const theirs = ApiVersion!
  if (isBelow(theirs, least)) {
    const details = { object: address, version: theirs, least }
    throw new AppError('engine-too-old', details)
  }
  const common = isBelow(theirs, most) ? theirs : most
  if (MinAPIVersion && isBelow(common, MinAPIVersion)) {
    const why = sentence('why/api-apart', { theirs: MinAPIVersion, most })
    throw new AppError('unsupported/connection', { object: address, why })
  }
  return common
}

const isPodman = ({ Components }: SystemVersion) =>
  Components?.some(({ Name }) => Name?.startsWith('Podman')) ?? false

/** Docker keeps an ID in its data-root. Podman answers with another one each time, so it is known by its store. */
export function identityOf(
  kind: ConnectedEngine['kind'],
  { ID, Name, DockerRootDir }: SystemInfo,
  address: string,
): string {
  if (kind === 'podman') return `podman ${Name} ${DockerRootDir}`
  if (!ID) throw strangeAnswer(sentence('answer/no-identity'), address)
  return ID
}

/** What a Docker that was greeted before lacks now. */
export async function askLacks(connection: Requests, object: string): Promise<readonly EngineFeature[]> {
  return lacking('docker', await systemApi(connection).info({ object }))
}

function lacking(kind: ConnectedEngine['kind'], info: SystemInfo): EngineFeature[] {
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
