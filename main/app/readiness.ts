import type { EngineState } from '../contract/engine'
import type { Engine } from '../engine/owned/lifecycle'
import { said, say, sentence } from '../texts/sentence'

/** Resolves with true once the engine is ready, with false once it has failed. */
export function whenSettled(engine: Engine): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = follow(engine, ({ phase }) => {
      if (phase !== 'ready' && phase !== 'failed') return
      stop()
      resolve(phase === 'ready')
    })
  })
}

/**
 * Says on the terminal, once, that Slipway is ready, which it is when the engine answers and the list is painted;
 * and why, each time that the engine has failed.
 */
export function announceReady(engine: Engine, painted: Promise<void>): () => void {
  let ready = false
  let failedSince = 0
  return follow(engine, ({ phase, since, version, socket, reason, advice }) => {
    if (phase === 'failed' && since !== failedSince) {
      failedSince = since
      const why = reason ?? sentence('engine/unsaid')
      process.stderr.write(`${advice ? said('app/advice', { reason: why, advice }) : say(why)}\n`)
    }
    if (phase === 'ready' && version !== null && !ready) {
      ready = true
      void painted.then(() => process.stdout.write(`Slipway ready: Docker ${version} at unix://${socket}\n`))
    }
  })
}

/** Tells the state as it is, soon, and then each change. */
function follow(engine: Engine, tell: (state: EngineState) => void): () => void {
  const look = () => tell(engine.state)
  const first = setImmediate(look)
  const unsubscribe = engine.onState(look)
  return () => {
    clearImmediate(first)
    unsubscribe()
  }
}
