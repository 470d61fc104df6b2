import { existsSync } from 'node:fs'
import type { EngineState } from '../contract/engine'
import { diskSpace } from '../engine/owned/diskSpace'
import { readKeeperRecord } from '../engine/owned/keeper'
import type { Engine } from '../engine/owned/lifecycle'
import { idsIn, removedFolder } from '../services/removed/place'
import { snapshotIds, snapshotsFolder } from '../services/snapshots/place'
import { shellWord } from '../shared/shellWords'
import { say, sentence } from '../texts/sentence'
import { describeDisk, describeFailure, describeState } from './describe'
import { UsageError } from './usage'

const notRunning = 3

/** `slipway engine WORD`; resolves to the exit code. */
export async function runEngine(
  engine: Engine,
  words: readonly string[],
  { root, env }: { readonly root: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const [word, ...options] = words
  if (word === 'context') return context(engine, options, env)
  const json = word === 'status' && options[0] === '--json'
  const extra = options[json ? 1 : 0]
  if (extra !== undefined) throw new UsageError(`engine ${word} does not take ${extra}`)
  switch (word) {
    case 'start':
      return report(engine, root, await engine.start())
    case 'restart':
      return report(engine, root, await engine.restart())
    case 'stop':
      await engine.stop()
      return print('The engine is stopped.')
    case 'status':
      return status(engine, json)
    case 'env':
      await engine.adopt()
      return print(`export DOCKER_HOST=${shellWord(`unix://${engine.paths.socket}`)}\nunset DOCKER_CONTEXT`)
    case 'doctor':
      return await doctor(engine)
    default:
      throw new UsageError(word === undefined ? 'engine needs a command' : `unknown command engine ${word}`)
  }
}

/** What it needs is loaded only here: reading contexts checks them, for which the other words would wait. */
async function context(engine: Engine, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [word, ...extra] = words
  const isKnown = word === 'add' || word === 'remove'
  if (!isKnown || extra.length > 0) throw new UsageError('engine context takes add or remove')
  const { changeContext } = await import('./context')
  return print(await changeContext(engine, word, env))
}

async function status(engine: Engine, json: boolean): Promise<number> {
  await engine.adopt()
  await engine.look()
  const disk = await diskSpace(engine.paths.data).catch(() => null)
  const state = { ...(unreached(engine) ?? engine.state), disk }
  print(json ? JSON.stringify(plain(state), null, 2) : describeState(state))
  if (state.phase === 'ready') return 0
  return state.phase === 'failed' ? 1 : notRunning
}

/** Nobody answers for what runs, as for a moment after the keeper's socket was removed: stopped it is not. */
function unreached({ state, paths }: Engine): EngineState | null {
  if (state.phase !== 'stopped' || !readKeeperRecord(paths.lock)?.alive) return null
  return { ...state, phase: 'failed', reason: sentence('keeper/unreached', { socket: paths.control }) }
}

/** For programs, which know no sentences by code. */
function plain(state: EngineState) {
  return { ...state, reason: state.reason && say(state.reason) }
}

async function doctor(engine: Engine): Promise<number> {
  const disk = await diskSpace(engine.paths.data).catch(() => null)
  const problems = await engine.check()
  if (disk?.low) print(`Little room is left where the engine's data lies: ${describeDisk(disk)}.`)
  const kept = idsIn(removedFolder(engine.paths.home)).length
  if (kept > 0) print(`Containers that were removed and are kept: ${kept}. "slipway removed" lists them.`)
  const snapshots = snapshotIds(snapshotsFolder(engine.paths.home)).length
  if (snapshots > 0) print(`Snapshots of containers that are kept: ${snapshots}.`)
  const other = engine.otherVersion()
  if (problems.length === 0) print('Nothing keeps the engine from starting.')
  for (const { reason, advice } of [...problems, ...(other ? [other] : [])]) {
    print(advice ? `${say(reason)}\n  ${advice}` : say(reason))
  }
  return problems.length === 0 ? 0 : 1
}

async function report(engine: Engine, root: string, answer: EngineState): Promise<number> {
  await engine.look()
  const state = answer.phase === 'ready' ? engine.state : answer
  if (state.phase === 'ready') {
    await tidyRemoved(engine, root)
    await tidySnapshots(engine, root)
    if (state.advice) process.stderr.write(`slipway: ${describeFailure(state)}\n`)
    return print(`Engine ready: Docker ${state.version} at unix://${state.socket}`)
  }
  process.stderr.write(`slipway: ${describeFailure(state)}\n`)
  return 1
}

/** A removal that was cut off is finished or undone by whatever starts next. */
async function tidyRemoved(engine: Engine, root: string): Promise<void> {
  if (!existsSync(removedFolder(engine.paths.home))) return
  const { withRemovals } = await import('./removed')
  await withRemovals(engine, root, (removals) => removals.settle()).catch((error: Error) =>
    process.stderr.write(`slipway: ${error.message}\n`),
  )
}

/** So is a snapshot, or a way back to one. */
async function tidySnapshots(engine: Engine, root: string): Promise<void> {
  if (!existsSync(snapshotsFolder(engine.paths.home))) return
  const { settleSnapshots } = await import('./snapshots')
  await settleSnapshots(engine, root).catch((error: Error) =>
    process.stderr.write(`slipway: ${error.message}\n`),
  )
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
