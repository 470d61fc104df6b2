import { homedir } from 'node:os'
import { AppError } from '../contract/errors'
import type { Engine } from '../engine/owned/lifecycle'
import { dockerFolder } from '../services/connections/dockerContexts'
import { register, unregister } from '../services/connections/registration'

/**
 * `slipway engine context WORD`: offers the engine to the person's docker, or takes that away.
 * @returns what was done, as a sentence
 * @throws an error that names the command which mends it
 */
export async function changeContext(
  engine: Engine,
  word: 'add' | 'remove',
  env: NodeJS.ProcessEnv,
): Promise<string> {
  // Its socket may lie elsewhere when it was started from another session.
  await engine.adopt()
  const folder = dockerFolder(env, homedir())
  const own = { folder, home: engine.paths.home, socket: engine.state.socket }
  try {
    if (word === 'remove') {
      await unregister(own)
      return 'docker knows no context slipway.'
    }
    register(own)
    return 'docker knows the engine as the context slipway: docker --context slipway ps'
  } catch (thrown) {
    const error = AppError.from(thrown)
    const reason = reasons[error.code]
    throw reason ? new Error(reason, { cause: error }) : thrown
  }
}

const reasons: Readonly<Record<string, string>> = {
  'name-taken':
    'There is a Docker context slipway that is not of this SLIPWAY_HOME, so it stays as it is. To make room for it: docker context rm slipway',
  'in-use':
    'docker uses the context slipway now. To have it use its own default again: docker context use default',
}
