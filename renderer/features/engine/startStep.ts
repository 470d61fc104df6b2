import type { EngineProcess, EngineState } from '../../../main/contract/engine'

export type StartStep = EngineProcess['name']

/** In the order in which the keeper starts them. */
const rootless: readonly StartStep[] = ['keeper', 'rootlesskit', 'containerd', 'dockerd']

/**
 * What a starting engine waits for: the first process that does not run yet, else the last, which runs but does
 * not answer yet.
 */
export function startStep({ mode, processes }: Pick<EngineState, 'mode' | 'processes'>): StartStep {
  const steps = mode === 'rootless' ? rootless : rootless.filter((name) => name !== 'rootlesskit')
  const missing = steps.find((step) => !processes.some(({ name }) => name === step))
  return missing ?? 'dockerd'
}
