import { AppError } from '../../contract/errors'
import type { EngineApi } from '../../engine/api/api'
import type { ImageBuildOptions } from '../../engine/api/images'
import { jsonLines } from '../../engine/client/jsonLines'
import type { BuildStatus } from './buildLines'
import { contextArchive } from './contextArchive'
import { createEngineBuildLines } from './engineBuildLines'

interface EngineBuild extends ImageBuildOptions {
  /** The folder's path. */
  readonly folder: string
  /** What is built, by the name that the person knows. */
  readonly object: string
  /** Of the stage with this number, counted from 1. */
  stageName(stage: number): string
}

/**
 * Builds with the engine's own builder, for engines without BuildKit: Podman's, and older ones of Docker's.
 * @param report is given news of the steps, as BuildKit would tell them
 * @returns the image's id
 * @throws AppError `denied/contextFile`, `engine-failed/buildStep`, ...
 */
export async function buildByEngine(
  engine: EngineApi,
  { folder, object, stageName, ...options }: EngineBuild,
  report: (status: BuildStatus) => void,
  signal: AbortSignal,
): Promise<string> {
  const lines = createEngineBuildLines(report, stageName)
  const context = contextArchive(folder, options.dockerfile, signal)
  const broken = new Promise<never>((_, reject) => context.once('error', reject))
  broken.catch(() => {})
  try {
    const answer = await Promise.race([engine.images.build(context, options, { object, signal }), broken])
    for await (const line of jsonLines(answer, object)) lines.add(line)
    lines.end()
  } catch (thrown) {
    const why = context.errored instanceof AppError ? context.errored : AppError.from(thrown)
    if (why.code === 'cancelled') lines.fail('context canceled')
    else lines.fail(why.message)
    throw why
  } finally {
    context.destroy()
  }
  const id = lines.imageId
  if (id === null) throw new AppError('engine-failed/buildSilent', { object })
  return id
}
