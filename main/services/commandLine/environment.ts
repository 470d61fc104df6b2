import { join } from 'node:path'
import type { EngineParts } from '../../engine/owned/parts'
import { type PersonConfiguration, withHelpers } from './personConfiguration'
import { pluginFolder } from './pluginFolder'

/** What a program of docker's is started for. */
export interface ProgramPlace {
  readonly parts: EngineParts
  /** SLIPWAY_HOME. */
  readonly home: string
  /** Of the engine that it speaks with, or one that leads there. */
  readonly socket: string
}

/** Nothing that was said about another engine may lead a command there. */
export function dockerEnvironment(env: NodeJS.ProcessEnv, socket: string): NodeJS.ProcessEnv {
  const {
    DOCKER_CONTEXT,
    DOCKER_TLS,
    DOCKER_TLS_VERIFY,
    DOCKER_CERT_PATH,
    DOCKER_API_VERSION,
    BUILDX_BUILDER,
    BUILDKIT_HOST,
    ...rest
  } = env
  return { ...rest, DOCKER_HOST: `unix://${socket}` }
}

/** For docker itself, which reads the person's configuration where it is. */
export function commandEnvironment(
  env: NodeJS.ProcessEnv,
  config: PersonConfiguration,
  { parts, home, socket }: ProgramPlace,
): NodeJS.ProcessEnv {
  return {
    ...dockerEnvironment(withHelpers(env, config, parts.helpers), socket),
    // Which builder is in use is kept there: the person's own choice of one belongs to another engine.
    BUILDX_CONFIG: join(home, 'buildx'),
  }
}

/** For docker's programs beside it, which see the person's configuration through links: see `pluginFolder`. */
export function pluginEnvironment(
  env: NodeJS.ProcessEnv,
  config: PersonConfiguration,
  place: ProgramPlace,
): NodeJS.ProcessEnv & { readonly DOCKER_CONFIG: string } {
  const folder = pluginFolder(join(place.home, 'cache/docker'), config, place.parts)
  return { ...commandEnvironment(env, config, place), DOCKER_CONFIG: folder }
}
