import { homedir } from 'node:os'
import type { Engine } from '../engine/owned/lifecycle'
import { dockerFolder } from '../services/connections/dockerContexts'
import { register, unregister } from '../services/connections/registration'

/**
 * `slipway engine context WORD`: offers the engine to the person's docker, or takes that away.
 * @returns what was done, as a sentence
 * @throws AppError `name-taken`, `in-use`
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
  if (word === 'remove') {
    await unregister(own)
    return 'docker knows no context slipway.'
  }
  register(own)
  return 'docker knows the engine as the context slipway: docker --context slipway ps'
}
