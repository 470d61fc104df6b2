import { createLatch } from '../../base/latch'
import type { Services } from '../../contract/contract'
import type { DiskSpace, EngineState } from '../../contract/engine'
import { AppError } from '../../contract/errors'
import type { SystemApi } from '../../engine/api/system'
import { watchDiskSpace } from '../../engine/owned/diskSpace'
import type { Engine } from '../../engine/owned/lifecycle'
import { engineAt } from '../../engine/owned/probe'
import { saidBy } from '../../engine/owned/problem'
import { sentence } from '../../texts/sentence'
import { countedSize, dataSize, type KeptBytes } from './dataSize'
import { followLog } from './engineLog'
import { createEngineSettings } from './engineSettings'
import { whatRuns } from './running'

/** Milliseconds between two looks for what the engine does not say; it is asked nothing where nothing has changed. */
const noticeEvery = 30_000

/**
 * The engine that Slipway owns, as the window and the tray see it.
 * @param kept counts what is kept beside the engine
 * @param active the engine that the window shows
 */
export function createEngineService(
  engine: Engine,
  kept: KeptBytes = { removed: async () => 0, snapshots: async () => 0 },
  active: () => Pick<SystemApi, 'df'> = () => engineAt(engine.state.socket).system,
): Services['engine'] {
  /** @throws AppError `engine-failed` with the reason that the engine gives */
  function mustBeReady({ phase, reason }: EngineState): void {
    if (phase !== 'failed') return
    throw new AppError('engine-failed/start', { reason: reason ?? sentence('engine/unsaid') })
  }

  return {
    async *watch(signal) {
      const latch = createLatch()
      let disk: DiskSpace | null = null
      const unsubscribe = engine.onState(latch.raise)
      // Only while somebody looks: a hidden window closes this stream, and nobody else opens it.
      const stopLooking = watchDiskSpace(engine.paths.data, (space) => {
        disk = space
        latch.raise()
      })
      const lookAgain = setInterval(() => void engine.look(), noticeEvery)
      latch.raise()
      try {
        while (await latch.next(signal)) yield { ...engine.state, disk }
      } finally {
        unsubscribe()
        stopLooking()
        clearInterval(lookAgain)
      }
    },
    start: async () => mustBeReady(await engine.start()),
    async stop() {
      try {
        await engine.stop()
      } catch (thrown) {
        throw new AppError('engine-failed/stop', { reason: saidBy(thrown) }, { cause: thrown })
      }
    },
    restart: async () => mustBeReady(await engine.restart()),
    running: () => whatRuns(engineAt(engine.state.socket)),
    dataSize: (signal) => dataSize(engine, signal, kept),
    activeDataSize: (signal) => countedSize(active(), signal),
    ...createEngineSettings(engine),
    log: ({ name }, signal) => followLog(engine.paths.log(name), signal),
  }
}
