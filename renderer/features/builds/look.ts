import type { BuildState, StepState } from '../../../main/contract/builds'

/** Shapes, as StateMark knows them. */
export const markOfBuild: Record<BuildState, string> = {
  running: 'starting',
  done: 'ready',
  failed: 'failed',
  cancelled: 'removing',
}
export const markOfStep: Record<StepState, string> = {
  waiting: 'created',
  running: 'starting',
  done: 'ready',
  cached: 'exited',
  failed: 'failed',
  cancelled: 'removing',
}
