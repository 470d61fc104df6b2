import type { EnginePhase, EngineState } from '../../contract/engine'
import { type Sentence, sentence } from '../../texts/sentence'
import type { Unsaid } from './attention'
import type { KeeperState } from './keeper'
import type { AfterKeeperEnd } from './keeperEnd'
import type { EngineVersion } from './probe'
import type { Problem } from './problem'

/** What an engine is whatever it does. */
export type EnginePlace = Pick<EngineState, 'mode' | 'home' | 'socket'>

/** What is known of an engine beside the words of its keeper. */
export interface Learned {
  /** Null until it has answered. */
  readonly version: EngineVersion | null
  /** What the data that it runs on lacks. */
  readonly loss: Problem | null
  /** What it does not say of itself though it runs. */
  readonly notice: Unsaid
  /** The file that it ended over, where it failed and that is known. */
  readonly damage: Problem | null
  /** How to go back to the engine of before, where this one failed for a reason. */
  wayBack(reason: Sentence): Problem | null
}

/** A state that begins now, and of which nothing is known but what is given. */
export function newState(
  { mode, home, socket }: EnginePlace,
  phase: EnginePhase,
  known: Partial<EngineState> = {},
): EngineState {
  return {
    phase,
    since: Date.now(),
    mode,
    socket,
    home,
    version: null,
    apiVersion: null,
    reason: null,
    advice: null,
    log: [],
    processes: [],
    deadPorts: {},
    disk: null,
    ...known,
  }
}

/** What the keeper says, with what else is known of the engine. */
export function keptState(place: EnginePlace, keeper: KeeperState, learned: Learned): EngineState {
  const { state: phase, since, socket, log, processes } = keeper
  const { version = null, apiVersion = null } = (phase === 'ready' && learned.version) || {}
  const words = wordsOn(keeper, learned)
  const deadPorts = phase === 'ready' ? learned.notice.deadPorts : {}
  return newState(place, phase, { since, socket, log, processes, version, apiVersion, deadPorts, ...words })
}

/** What is lost weighs more than what the keeper last had to mend. */
function wordsOn({ state, reason }: KeeperState, { loss, notice, damage, wayBack }: Learned): Words {
  const attended = loss ?? notice.problem
  if (state === 'ready' && attended) return attended
  // It says more than the stack that a program leaves when it ends over a file.
  if (state === 'failed' && damage) return { ...damage, log: [] }
  const back = state === 'failed' ? wayBack(reason ?? sentence('engine/unsaid')) : null
  return back ?? { reason, advice: null }
}
type Words = Pick<EngineState, 'reason' | 'advice'> & Partial<Pick<EngineState, 'log'>>

/** What follows when the keeper has ended. */
export function unkeptState(place: EnginePlace, after: AfterKeeperEnd): EngineState {
  switch (after) {
    case 'stopped':
      return newState(place, 'stopped')
    case 'ended':
      return newState(place, 'stopped', { reason: sentence('keeper/gone') })
    case 'given-up':
      return newState(place, 'failed', { reason: sentence('keeper/goneAgain') })
    case 'succeeded':
      return newState(place, 'starting', { reason: sentence('keeper/succeeded') })
  }
}
