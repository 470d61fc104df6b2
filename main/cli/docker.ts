import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import type { Engine } from '../engine/lifecycle'
import { runnable, systemProgram } from '../engine/parts'
import { describeFailure } from './describe'

/** `slipway docker ARGUMENTS`: the engine's own docker command line; resolves to its exit code. */
export async function runDocker(
  engine: Engine,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { docker, mend } = engine.parts
  if (!runnable(docker)) {
    const wayOut = mend ? `run ${mend}` : 'install Slipway again'
    throw new Error(`The docker command line ${docker} is missing: ${wayOut}.`)
  }
  if (!(await engine.adopt()) || engine.state.phase !== 'ready') {
    process.stderr.write('slipway: starting the engine\n')
    const state = await engine.start()
    if (state.phase !== 'ready') throw new Error(describeFailure(state))
  }
  return execute(docker, words, dockerEnvironment(env, engine.paths.socket))
}

/** Nothing that was said about another engine may lead the command there. */
export function dockerEnvironment(env: NodeJS.ProcessEnv, socket: string): NodeJS.ProcessEnv {
  const { DOCKER_CONTEXT, DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, DOCKER_API_VERSION, ...rest } = env
  return { ...rest, DOCKER_HOST: `unix://${socket}` }
}

function execute(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const [file, args] = bound(program, words)
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

/** A thread hears no signals that it could pass on: there the kernel does, once they have ended the whole process. */
function bound(program: string, words: readonly string[]): [string, readonly string[]] {
  const setpriv = isMainThread ? null : systemProgram('setpriv')
  return setpriv ? [setpriv, ['--pdeathsig', 'TERM', program, ...words]] : [program, words]
}
