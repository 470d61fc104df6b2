import { engineApi } from '../engine/api/api'
import { createConnection } from '../engine/client/connection'
import type { Engine } from '../engine/owned/lifecycle'
import { layerwalkProgram } from '../layers/layerwalk'
import { createSnapshots } from '../services/snapshots/snapshots'

/** Finishes or undoes what was cut off of snapshots, on an engine that runs. */
export async function settleSnapshots(engine: Engine, root: string): Promise<void> {
  const connection = createConnection({ socket: engine.state.socket })
  const program = layerwalkProgram(root)
  const { home, run } = engine.paths
  try {
    await createSnapshots({
      api: () => engineApi(connection),
      walked: () => ({ mode: engine.state.mode, run, program }),
      home,
      program,
    }).settle()
  } finally {
    connection.dispose()
  }
}
