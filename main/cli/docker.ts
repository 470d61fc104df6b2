import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { runnable } from '../base/programs'
import { endsWithUs } from '../engine/owned/endsWithUs'
import type { Engine } from '../engine/owned/lifecycle'
import { bringUp } from './bringUp'
import { leftToDocker, readConfiguration, withHelpers } from './dockerPlugins'
import { pluginCall, readDockerWords } from './dockerWords'
import { pluginFolder } from './pluginFolder'

/**
 * `slipway docker ARGUMENTS`: the engine's own docker command line; resolves to its exit code. Its build and Compose programs
 * are started as docker would start them, which looks for them in the person's folders and the system's alone.
 */
export async function runDocker(
  engine: Engine,
  given: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const words = readDockerWords(given)
  const config = readConfiguration(env, words.config)
  const call = pluginCall(words.command)
  const own = call && !leftToDocker(call, config, env) ? call : null
  const program = own ? engine.parts[own.plugin] : engine.parts.docker
  if (!runnable(program)) {
    const { mend } = engine.parts
    const wayOut = mend ? `run ${mend}` : 'install Slipway again'
    throw new Error(`${own ? 'The' : 'The docker command line'} ${program} is missing: ${wayOut}.`)
  }
  await bringUp(engine)
  const { parts, paths } = engine
  const ours = {
    ...dockerEnvironment(withHelpers(env, config, parts.helpers), paths.socket),
    // Which builder is in use is kept there: the person's own choice of one belongs to another engine.
    BUILDX_CONFIG: join(paths.home, 'buildx'),
  }
  if (!own) return execute(program, given, ours)
  const folder = pluginFolder(join(paths.home, 'cache/docker'), config, parts)
  // Of one flag given twice the last counts.
  return execute(program, [...words.flags, '--config', folder, ...own.words], {
    ...ours,
    DOCKER_CONFIG: folder,
    DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: parts.docker,
    ...(own.ofEngine && { BUILDX_BUILDER: 'default' }),
  })
}

/** Nothing that was said about another engine may lead the command there. */
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

function execute(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    // A thread hears no signals that it could pass on: there the kernel does, once they have ended the whole process.
    const [file, args] = isMainThread ? [program, words] : endsWithUs(program, words)
    const child = spawn(file, args, { env, stdio: 'inherit' })
    // A terminal sends Ctrl+C to both: what it means is for the docker command line to say.
    const ignore = () => {}
    const pass = (signal: NodeJS.Signals) => child.kill(signal)
    process.on('SIGINT', ignore).on('SIGTERM', pass).on('SIGHUP', pass)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', pass).off('SIGHUP', pass)
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL'])
    })
  })
}
