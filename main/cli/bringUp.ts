import type { Engine } from '../engine/owned/lifecycle'
import { describeFailure } from './describe'

/**
 * Makes sure that the engine runs, and says so where that takes a start.
 * @throws Error why it does not, and what mends it
 */
export async function bringUp(engine: Engine): Promise<void> {
  if ((await engine.adopt()) && engine.state.phase === 'ready') return
  process.stderr.write('slipway: starting the engine\n')
  const state = await engine.start()
  if (state.phase !== 'ready') throw new Error(describeFailure(state))
}
