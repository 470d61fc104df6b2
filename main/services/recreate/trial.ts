import { setTimeout as pause } from 'node:timers/promises'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { type Sentence, sentence } from '../../texts/sentence'

/** What a person sees who looks whether it still runs; milliseconds. */
const withoutCheck = 3000
const between = 200
const ofNanoseconds = 1e-6
/** What the engine takes where nothing is said (moby: daemon/health.go); milliseconds. */
const usual = { interval: 30_000, timeout: 30_000, retries: 3 }
/** No person waits longer for what may come later all the same. */
const longest = 600_000

interface Check {
  readonly Test?: readonly string[] | null
  /** Nanoseconds; 0: the usual. */
  readonly Interval?: number
  readonly Timeout?: number
  readonly StartPeriod?: number
  readonly Retries?: number
}

/**
 * Milliseconds after which a container that has just been started has shown whether it is well: as long as its health check
 * may take to call it unhealthy.
 */
export function trialTime({ Config }: InspectedContainer): number {
  const check = Config.Healthcheck as Check | null | undefined
  if (!check?.Test?.length || check.Test[0] === 'NONE') return withoutCheck
  const { Interval = 0, Timeout = 0, StartPeriod = 0, Retries = 0 } = check
  const one =
    (Interval * ofNanoseconds || usual.interval) +
    Math.min(Timeout * ofNanoseconds || usual.timeout, usual.timeout)
  return Math.min(StartPeriod * ofNanoseconds + (Retries || usual.retries) * one, longest)
}

/** What speaks against it as it is now; `well` once nothing will any more, null as long as that is open. */
export function verdictOn({ State, Config }: InspectedContainer, object: string): Sentence | 'well' | null {
  const { Status, ExitCode, Health } = State
  const hasEnded = /^(exited|dead|restarting)$/.test(Status)
  if (hasEnded && ExitCode !== 0) return sentence('recreate/ended', { object, exitCode: String(ExitCode) })
  // A job may be done; what its policy starts again goes on.
  if (hasEnded) return Status === 'restarting' ? null : 'well'
  if (Health?.Status === 'unhealthy') return sentence('recreate/unhealthy', { object })
  return Config.Healthcheck && Health?.Status === 'healthy' ? 'well' : null
}

/** Waits until it has shown that it is well, or is not. @returns what speaks against it; null for nothing */
export async function tryOut(engine: EngineApi, id: string, object: string): Promise<Sentence | null> {
  const since = Date.now()
  for (;;) {
    // Somebody has removed it meanwhile, which is theirs to decide; and an engine that is away says nothing against it.
    const inspection = await engine.containers.inspect(id, { object }).catch(() => null)
    if (!inspection) return null
    const verdict = verdictOn(inspection, object)
    if (verdict) return verdict === 'well' ? null : verdict
    if (Date.now() - since >= trialTime(inspection)) return null
    await pause(between)
  }
}
