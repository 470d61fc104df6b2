import { isObject } from '../../base/objectFile'
import { AppError, type ErrorCode } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { RegistryAuth } from '../../engine/api/registryAuth'
import { parseReference } from '../../shared/imageReference'
import type { Credentials } from '../registries/credentials'
import { isRootless } from '../registries/isRootless'
import { registryError } from '../registries/registryError'
import type { ParsedDockerfile, UsedImage } from './stages'

export type BuildCredentials = Pick<Credentials, 'of' | 'ownOf'>

const hostsOf = (images: readonly UsedImage[]) => [
  ...new Set(images.map(({ reference }) => parseReference(reference).host)),
]

/**
 * What opens the registries that these images come from, and no other.
 * @throws AppError `cancelled`
 */
export async function authsOf(
  images: readonly UsedImage[],
  credentials: BuildCredentials,
  signal: AbortSignal,
): Promise<readonly RegistryAuth[]> {
  const found = await Promise.all(hostsOf(images).map((host) => credentials.of(host, signal)))
  return found.flatMap(({ auth }) => auth ?? [])
}

/**
 * The same for buildx, which looks into the person's configuration by itself: what only Slipway knows goes along in its
 * environment, so that no password lies in a file. Of tokens in place of a password that way knows nothing.
 * Source: DockerEnvConfigKey of github.com/docker/cli, cli/config/configfile
 * @throws AppError `cancelled`
 */
export async function authEnvironment(
  env: NodeJS.ProcessEnv,
  images: readonly UsedImage[],
  credentials: BuildCredentials,
  signal: AbortSignal,
): Promise<NodeJS.ProcessEnv> {
  const own = await Promise.all(hostsOf(images).map((host) => credentials.ownOf(host, signal)))
  const entries = own.flatMap((auth) =>
    auth?.password === undefined
      ? []
      : [[auth.serveraddress, { auth: base64(`${auth.username}:${auth.password}`) }]],
  )
  if (entries.length === 0) return env
  const auths = { ...authsIn(env.DOCKER_AUTH_CONFIG), ...Object.fromEntries(entries) }
  return { ...env, DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) }
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** What the person's own environment says already. */
function authsIn(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isObject(value) && isObject(value.auths) ? value.auths : {}
  } catch {
    return {}
  }
}

/** buildx gives up where the person's helper does, whether or not the registry wants a log-in. */
const helperFailed = /error getting credentials/
const ofRegistries: readonly ErrorCode[] = ['registry-denied', 'registry-unreachable', 'image-unknown']

/**
 * Why a build failed: where that is an image that its registry does not give, in terms of both, as a pull says it.
 * @param failedLine of the step that failed, where that is known
 */
export async function baseImageError(
  thrown: unknown,
  { images, stages }: ParsedDockerfile,
  failedLine: number | null,
  credentials: BuildCredentials,
  engine: EngineApi,
  signal: AbortSignal,
): Promise<AppError> {
  const error = AppError.from(thrown)
  const { engine: said = '', output, line = failedLine } = error.details ?? {}
  // Nothing else can fail there.
  const isAtFrom = error.code === 'engine-failed' && stages.some(({ from }) => from.line === line)
  if (signal.aborted || !(isAtFrom || ofRegistries.includes(error.code))) return error
  const object = (
    images.find(({ reference }) => said.includes(parseReference(reference).name)) ??
    images.find((image) => image.line === line)
  )?.reference
  if (object === undefined) return error
  const { host } = parseReference(object)
  const [{ auth, problem }, rootless] = await Promise.all([credentials.of(host, signal), isRootless(engine)])
  const user = auth && (auth.username ?? '')
  const ofHelper = helperFailed.test(said)
  const told = ofHelper
    ? error
    : registryError(error, { way: 'pull', host, object, user, problem, reached: false, rootless })
  const more = output !== undefined && { output }
  if (told !== error) return AppError.of(told.key, { ...told.details, ...more }, { cause: error })
  if (!problem) return error
  const details = { object, host, engine: said, login: 1, reason: problem.sentence, ...more }
  return new AppError('registry-denied/unread', details, { cause: error })
}
