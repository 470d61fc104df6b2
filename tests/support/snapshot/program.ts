import { engineApi } from '../../../main/engine/api/api'
import { createConnection } from '../../../main/engine/client/connection'
import { createEngine } from '../../../main/engine/owned/lifecycle'
import { layerwalkProgram } from '../../../main/layers/layerwalk'
import type { SnapshotPoint } from '../../../main/services/snapshots/points'
import { createSnapshots } from '../../../main/services/snapshots/snapshots'

/** What a process is to do with an engine that runs, and where it is to stand still until somebody kills it. */
export interface Task {
  readonly root: string
  readonly home: string
  readonly does: 'take' | 'goBack' | 'settle'
  /** Of a container, or of a snapshot to go back to. */
  readonly id?: string
  readonly halt?: SnapshotPoint | null
}

const { root, home, does, id = '', halt }: Task = JSON.parse(process.argv[2]!)
const engine = createEngine({ root, home })
await engine.adopt()
const connection = createConnection({ socket: engine.state.socket })
const api = engineApi(connection)
const snapshots = createSnapshots({
  api: () => api,
  walked: () => ({ mode: engine.state.mode, run: engine.paths.run, program: layerwalkProgram(root) }),
  home: engine.paths.home,
  program: layerwalkProgram(root),
  async pass(point) {
    process.stdout.write(`${point}\n`)
    if (point === halt) await new Promise((resolve) => setTimeout(resolve, 1e9))
  },
})
process.stdout.write('begun\n')
if (does === 'take') await snapshots.take({ container: id, name: 'kept', why: 'asked' })
else if (does === 'goBack') await snapshots.goBack({ id, stop: (one) => api.containers.stop(one) })
else await snapshots.settle()
process.stdout.write('done\n')
connection.dispose()
engine.dispose()
