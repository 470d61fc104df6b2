import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { runnable } from '../../base/programs'
import type { BuildRequest } from '../../contract/builds'
import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { EngineParts } from '../../engine/owned/parts'
import { pluginEnvironment } from '../commandLine/environment'
import { readConfiguration } from '../commandLine/personConfiguration'
import type { ImageStore } from '../layers/imageConfig'
import { readImageLayers } from '../layers/imageLayers'
import { authEnvironment, authsOf, type BuildCredentials, baseImageError } from './baseImages'
import type { BuildRecord } from './buildRecord'
import { runBuildx } from './buildx'
import type { ChosenSecret } from './folder'
import { stageLabel } from './stepPlaces'

/** Where a build is done. */
export interface BuildPlace {
  readonly engine: EngineApi
  /** That it answers at, or one that leads there. */
  readonly socket: string
  /** Whether it has a BuildKit; false for Podman. Null: it is found out. */
  readonly hasBuildKit: boolean | null
  /** Where it keeps its images. */
  readonly store: Promise<ImageStore>
}

export interface BuildTools {
  readonly parts: EngineParts
  readonly env: NodeJS.ProcessEnv
  /** SLIPWAY_HOME. */
  readonly home: string
  /** What opens the registries of base images. */
  readonly credentials: BuildCredentials
}

/** Milliseconds after which a buildx that was told to stop is ended: BuildKit stops what nobody waits for. */
const grace = 1500
/** Milliseconds that a look at the folder may go on when the build has ended. What was found by then is told. */
const longestLook = 2000

/** An engine that has none, or has it switched off: words of buildx's and of older engines'. */
const noBuildKit =
  /buildkit (?:is )?(?:not|currently not) (?:supported|enabled|available)|(?:\/grpc|\/session)\b.*(?:404|not found)|unable to upgrade to h2c|page not found|Method Not Allowed/i

/**
 * Builds; resolves once the image was seen to be there.
 * @throws AppError `not-found/buildx`, `engine-failed/buildStep`, `cancelled`, `engine-unreachable/build`, ...
 */
export async function runBuild(
  record: BuildRecord,
  { engine, socket, hasBuildKit, store }: BuildPlace,
  tools: BuildTools,
  signal: AbortSignal,
): Promise<{ id: string; tags: readonly string[] }> {
  const { name, parsed } = record.plan
  const { credentials } = tools
  const begin = () =>
    hasBuildKit === false
      ? withEngine(record, engine, credentials, signal)
      : withBuildx(record, socket, tools, signal).catch((thrown) => {
          const { details } = AppError.from(thrown)
          const hasBegun = record.build.steps > 0
          if (hasBegun || hasBuildKit || !noBuildKit.test(String(details?.engine))) throw thrown
          return withEngine(record, engine, credentials, signal)
        })
  const built = await begin().catch(async (thrown) => {
    throw await baseImageError(thrown, parsed, record.failedLine, credentials, engine, signal)
  })
  const image = await engine.images.inspect(built, { object: name, signal })
  record.succeed(image.Id, await readImageLayers(engine, image, name, signal, store))
  return { id: image.Id, tags: record.plan.request.tags }
}

async function withBuildx(
  record: BuildRecord,
  socket: string,
  { parts, env, home, credentials }: BuildTools,
  signal: AbortSignal,
): Promise<string> {
  const { request, folder, name, parsed } = record.plan
  requireBuildx(parts)
  const surroundings = await authEnvironment(env, parsed.images, credentials, signal)
  const place = await mkdtemp(join(tmpdir(), 'slipway-build-'))
  const idFile = join(place, 'id')
  const looking = new AbortController()
  const looked = import('./contextWarnings')
    .then(({ contextWarnings }) => contextWarnings(folder.path, request.file, looking.signal))
    .then((found) => found.forEach(record.warn))
    // What cannot be looked at buildx itself complains of.
    .catch(() => {})
  try {
    await runBuildx(
      {
        program: parts.buildx,
        words: [
          `--iidfile=${idFile}`,
          `--file=${join(folder.path, request.file)}`,
          ...request.tags.map((tag) => `--tag=${tag}`),
          ...request.args.map((arg) => `--build-arg=${arg.name}=${arg.value}`),
          ...(request.target === null ? [] : [`--target=${request.target}`]),
          ...record.plan.secrets.map(secretWord),
          ...(request.platform === null ? [] : [`--platform=${request.platform}`]),
          ...(request.noCache ? ['--no-cache'] : []),
          ...(request.pull ? ['--pull'] : []),
          folder.path,
        ],
        env: {
          ...pluginEnvironment(surroundings, readConfiguration(env, null), { parts, home, socket }),
          BUILDX_BUILDER: 'default',
        },
        object: name,
        grace,
      },
      record.add,
      signal,
    )
    return (await readFile(idFile, 'utf8')).trim()
  } finally {
    const enough = setTimeout(() => looking.abort(), signal.aborted ? 0 : longestLook)
    await looked
    clearTimeout(enough)
    await rm(place, { recursive: true, force: true })
  }
}

async function withEngine(
  record: BuildRecord,
  engine: EngineApi,
  credentials: BuildCredentials,
  signal: AbortSignal,
): Promise<string> {
  const { request, folder, name, parsed } = record.plan
  requireNoSecrets(request)
  record.useEngineBuilder()
  const { buildByEngine } = await import('./engineBuild')
  const { tags, target, noCache, pull, platform } = request
  const args = Object.fromEntries(request.args.map((arg) => [arg.name, arg.value]))
  return buildByEngine(
    engine,
    {
      ...{ folder: folder.path, object: name, dockerfile: request.file },
      ...{ tags, target, noCache, pull, args, platform },
      auths: await authsOf(parsed.images, credentials, signal),
      stageName: (stage) => stageLabel(parsed, stage - 1),
    },
    record.add,
    signal,
  )
}

/** Its value is a line of CSV, in which a path may have commas. */
function secretWord({ id, path }: ChosenSecret): string {
  return `--secret=id=${id},"src=${path.replaceAll('"', '""')}"`
}

/** @throws AppError `unsupported/buildSecrets`: the engine's own builder has nothing of the kind. */
export function requireNoSecrets({ secrets }: Pick<BuildRequest, 'secrets'>): void {
  const ids = secrets.map(({ id }) => id)
  if (ids.length > 0) throw new AppError('unsupported/buildSecrets', { object: ids.join(', ') })
}

function requireBuildx({ buildx, mend }: EngineParts): void {
  if (runnable(buildx)) return
  const missing = basename(buildx)
  throw mend
    ? new AppError('not-found/buildx', { missing, mend, path: buildx })
    : new AppError('not-found/buildxInstall', { missing, path: buildx })
}
