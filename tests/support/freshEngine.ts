import { onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../main/engine/owned/lifecycle'
import { discard, root, startEngine, temporaryHome } from './engine'

/** An engine of this test alone, which has not been started. However the test ends, nothing of it is left. */
export function idleEngine(home = temporaryHome()): { engine: Engine; home: string } {
  const engine = createEngine({ root, home })
  onTestFinished(() => discard(engine))
  return { engine, home }
}

/** The same, and it is ready; fails with its reason and the end of its log. */
export async function freshEngine() {
  const { engine, home, socket } = await startEngine()
  onTestFinished(() => discard(engine))
  return { engine, home, socket }
}
