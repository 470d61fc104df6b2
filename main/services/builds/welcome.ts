import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { paced } from '../../base/paced'
import { runnable } from '../../base/programs'
import { welcomeImage } from '../../contract/constants'
import { AppError } from '../../contract/errors'
import type { ImageProgress } from '../../contract/images'
import type { EngineApi } from '../../engine/api/api'
import { type EngineParts, nativeFolder } from '../../engine/owned/parts'
import { sortTags } from '../../shared/imageReference'
import { createBuildProgress } from './buildProgress'
import { runBuildx } from './buildx'

/** What the welcome image is built with and from. */
export interface WelcomeParts {
  readonly buildx: string
  readonly mend: string | null
  /** The folder with its Dockerfile. */
  readonly context: string
  /** The folder with the one program in it, which the set-up fetches. */
  readonly busybox: string
}

/** Each of its steps takes a moment; an engine that is under load may take longer to begin. */
const silence = 120_000

/** @param root the application's root */
export function welcomeParts(root: string, { buildx, mend }: EngineParts): WelcomeParts {
  const native = nativeFolder(root)
  return { buildx, mend, context: join(native, 'welcome'), busybox: join(native, 'runtime/engine/welcome') }
}

/**
 * Builds the welcome image, from files of the application alone; the last item comes after the image was seen to be there.
 * @param engine the one whose socket it is
 * @throws AppError `not-found` when a part of it is missing (details.missing), `cancelled`, `engine-unreachable`, `disk-full`, ...
 */
export function buildWelcome(
  engine: EngineApi,
  socket: string,
  parts: WelcomeParts,
  signal: AbortSignal,
): AsyncGenerator<ImageProgress, void> {
  return paced((report, signal) => build(engine, socket, parts, report, signal), signal)
}

async function build(
  engine: EngineApi,
  socket: string,
  parts: WelcomeParts,
  report: (item: ImageProgress) => void,
  signal: AbortSignal,
): Promise<ImageProgress> {
  const progress = createBuildProgress()
  report(progress.snapshot())
  requireParts(parts)
  // In place of the person's own, of which nothing is read and nothing is written.
  const folder = await mkdtemp(join(tmpdir(), 'slipway-build-'))
  const idFile = join(folder, 'id')
  try {
    await runBuildx(
      {
        program: parts.buildx,
        words: [
          ...[`--build-context=busybox=${parts.busybox}`, `--tag=${welcomeImage}`, `--iidfile=${idFile}`],
          ...['--network=none', '--provenance=false', parts.context],
        ],
        env: {
          DOCKER_HOST: `unix://${socket}`,
          DOCKER_CONFIG: folder,
          BUILDX_CONFIG: folder,
          HOME: folder,
          TMPDIR: folder,
        },
        object: welcomeImage,
        silence,
      },
      ({ vertexes = [] }) => {
        progress.add(vertexes)
        report(progress.snapshot())
      },
      signal,
    )
    const id = (await readFile(idFile, 'utf8')).trim()
    const { Id, RepoTags } = await engine.images.inspect(id, { object: welcomeImage, signal })
    return progress.snapshot({ id: Id, tags: sortTags(RepoTags) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function requireParts({ buildx, mend, context, busybox }: WelcomeParts): void {
  const program = join(busybox, 'busybox')
  const missing = [
    ...[buildx, program].filter((path) => !runnable(path)),
    ...[join(context, 'Dockerfile')].filter((path) => !existsSync(path)),
  ]
  const [first] = missing
  if (first === undefined) return
  const details = { object: welcomeImage, missing: basename(first), path: first }
  throw mend
    ? new AppError('not-found/mend', { ...details, mend })
    : new AppError('not-found/missing', details)
}
