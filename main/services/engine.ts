import type { Services } from '../contract/contract'
import type { EngineState } from '../contract/engine'
import { AppError } from '../contract/errors'
import { createLatch } from '../engine/latch'
import type { Engine } from '../engine/lifecycle'
import { followLog } from './engineLog'

/** The engine that Slipway owns, as the window and the tray see it. */
export function createEngineService(engine: Engine): Services['engine'] {
  /** @throws AppError `engine-failed` with the reason that the engine gives */
  function mustBeReady({ phase, reason }: EngineState): void {
    if (phase === 'failed') throw new AppError('engine-failed', reason ?? 'The engine did not start')
  }

  return {
    async *watch(signal) {
      const latch = createLatch()
      const unsubscribe = engine.onState(latch.raise)
      latch.raise()
      try {
        while (await latch.next(signal)) yield engine.state
      } finally {
        unsubscribe()
      }
    },
    start: async () => mustBeReady(await engine.start()),
    async stop() {
      await engine.stop()
    },
    restart: async () => mustBeReady(await engine.restart()),
    log: ({ name }, signal) => followLog(engine.paths.log(name), signal),
  }
}
