import { createEngine } from '../../main/engine/owned/lifecycle'
import { layerwalkProgram, type WalkedEngine } from '../../main/layers/layerwalk'
import {
  discard,
  dockerdOf,
  explain,
  removeHome,
  root,
  startEngine,
  type TestEngine,
  temporaryHome,
} from './engine'
import { olderApplication, olderThere } from './engineData'
import { podmanThere, startPodman } from './podman'

/** An engine that is spoken with, and how it is left. */
export interface Subject {
  readonly socket: string
  /** A process in its network. */
  readonly pid: number
  readonly walked: WalkedEngine | null
  dispose(): Promise<void>
}

/** What every verb is tried on: today's engine, the oldest API that is spoken, and Podman. */
export const threeEngines = [
  { name: 'the bundled engine', start: bundled, there: true },
  { name: 'Docker 20.10', start: older, there: olderThere },
  { name: "Podman's service", start: podman, there: podmanThere },
]

async function bundled(): Promise<Subject> {
  const test: TestEngine = await startEngine()
  const { engine, socket } = test
  const walked = { mode: engine.state.mode, run: engine.paths.run, program: layerwalkProgram(root) }
  return { socket, pid: dockerdOf(test.home), walked, dispose: () => test.dispose() }
}

async function older(): Promise<Subject> {
  const folder = temporaryHome()
  const engine = createEngine({ root: olderApplication(folder), home: temporaryHome() })
  const state = await engine.start()
  if (state.phase !== 'ready') throw new Error(explain(state))
  return {
    socket: state.socket,
    pid: dockerdOf(engine.paths.home),
    walked: null,
    async dispose() {
      await discard(engine)
      removeHome(folder)
    },
  }
}

async function podman(): Promise<Subject> {
  return { ...(await startPodman()), walked: null }
}
