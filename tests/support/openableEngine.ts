import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from '../../main/engine/client/connection'
import {
  createSwitchingConnection,
  type SwitchingConnection,
} from '../../main/engine/client/switchingConnection'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { bundleLayers } from './bundle'
import { root, startEngine, type TestEngine } from './engine'
import { type Options, startLayers, type TestLayers } from './openLayers'

/** A real engine whose layers can be opened, by services that are to be closed. */
export interface OpenableEngine extends TestEngine {
  readonly connection: SwitchingConnection
  /** For files of the test. */
  readonly folder: string
  /** Opens layers where they lie. */
  near(): Promise<TestLayers>
  /** Opens them as if the engine were on another machine. */
  far(options?: Partial<Options>): Promise<TestLayers>
}

export async function startOpenableEngine(): Promise<OpenableEngine> {
  const bundle = await bundleLayers()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-openable-'))
  const engine = await startEngine()
  const { state, paths } = engine.engine
  const connection = createSwitchingConnection(createConnection(engine))
  const walked = { mode: state.mode, run: paths.run, program: layerwalkProgram(root) }
  return {
    ...engine,
    connection,
    folder,
    near: () => startLayers(bundle, { connection, walked }),
    far: (options) => startLayers(bundle, { connection, walked: null, ...options }),
    async dispose() {
      connection.dispose()
      await engine.dispose()
      await bundle.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
