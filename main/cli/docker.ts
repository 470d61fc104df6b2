import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { runnable } from '../base/programs'
import { endsWithUs } from '../engine/owned/endsWithUs'
import type { Engine } from '../engine/owned/lifecycle'
import { commandEnvironment, pluginEnvironment } from '../services/commandLine/environment'
import { readConfiguration } from '../services/commandLine/personConfiguration'
import { bringUp } from './bringUp'
import { leftToDocker } from './dockerPlugins'
import { pluginCall, readDockerWords } from './dockerWords'

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
  const place = { parts, home: paths.home, socket: paths.socket }
  if (!own) return execute(program, given, commandEnvironment(env, config, place))
  const ours = pluginEnvironment(env, config, place)
  // Of one flag given twice the last counts.
  return execute(program, [...words.flags, '--config', ours.DOCKER_CONFIG, ...own.words], {
    ...ours,
    DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: parts.docker,
    ...(own.ofEngine && { BUILDX_BUILDER: 'default' }),
  })
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
