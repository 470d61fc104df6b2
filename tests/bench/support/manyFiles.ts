import { engineApi } from '../../../main/engine/api/api'
import { layerwalkProgram } from '../../../main/layers/layerwalk'
import { createRemovals, type Removals } from '../../../main/services/removed/removals'
import { docker, root } from '../../support/engine'
import type { PrivateEngine } from './privateEngine'

export const manyFiles = 100_000

/** A container that has written 100,000 files and has stopped, and what removes it so that it can come back. */
export async function withManyFiles({
  engine,
  connection,
  fill,
}: PrivateEngine): Promise<{ readonly id: string; readonly removals: Removals }> {
  const [id] = await fill(1, 1)
  const write = `mkdir /d; cd /d; for d in $(seq 100); do mkdir $d; for f in $(seq ${manyFiles / 100}); do : > $d/$f; done; done`
  await docker(connection, 'exec', id!, 'sh', '-c', write)
  await docker(connection, 'stop', '-t', '0', id!)
  const program = layerwalkProgram(root)
  const { home, data, run } = engine.paths
  const removals = createRemovals({
    api: () => engineApi(connection),
    walked: () => ({ mode: engine.state.mode, run, program }),
    home,
    data,
    program,
  })
  return { id: id!, removals }
}
