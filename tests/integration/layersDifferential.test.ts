import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { createConnection } from '../../main/engine/client/connection'
import { layerwalkProgram } from '../../main/layers/layerwalk'
import { describeSources } from '../support/differential'
import { importBusybox, root, startEngine, type TestEngine } from '../support/engine'
import type { LayeredEngine } from '../support/layerSources'

let test: TestEngine
let engine: LayeredEngine

beforeAll(async () => {
  test = await startEngine()
  const { state, paths } = test.engine
  engine = {
    connection: createConnection({ socket: test.socket }),
    walked: { mode: state.mode, run: paths.run, program: layerwalkProgram(root) },
    folder: mkdtempSync(join(tmpdir(), 'slipway-export-')),
  }
  await importBusybox(test, 'busybox:latest')
})
afterAll(async () => {
  engine?.connection.dispose()
  if (engine) rmSync(engine.folder, { recursive: true, force: true })
  await test?.dispose()
})

describeSources(() => engine)
