import { engineApi } from '../../../main/engine/api/api'
import { createConnection } from '../../../main/engine/client/connection'
import { createEngine } from '../../../main/engine/owned/lifecycle'
import { layerwalkProgram } from '../../../main/layers/layerwalk'
import type { Point } from '../../../main/services/removed/points'
import type { RemovalRecord } from '../../../main/services/removed/record'
import { createRemovals } from '../../../main/services/removed/removals'
import { say } from '../../../main/texts/sentence'

/** What a process is to do with an engine that runs, and where it is to stand still until somebody kills it. */
export interface Task {
  readonly root: string
  readonly home: string
  readonly does: 'remove' | 'comeBack' | 'discard' | 'settle' | 'recreate' | 'recreateCopied' | 'clone'
  readonly ids?: readonly string[]
  readonly halt?: Point | null
}

const { root, home, does, ids = [], halt }: Task = JSON.parse(process.argv[2]!)
const engine = createEngine({ root, home })
await engine.adopt()
const connection = createConnection({ socket: engine.state.socket })
const removals = createRemovals({
  api: () => engineApi(connection),
  walked: () => ({ mode: engine.state.mode, run: engine.paths.run, program: layerwalkProgram(root) }),
  home: engine.paths.home,
  data: engine.paths.data,
  program: layerwalkProgram(root),
  async pass(point) {
    process.stdout.write(`${point}\n`)
    if (point === halt) await new Promise((resolve) => setTimeout(resolve, 1e9))
  },
})
/** With another configuration. */
function labelled(record: RemovalRecord): RemovalRecord {
  const { inspection } = record
  return {
    ...record,
    inspection: { ...inspection, Config: { ...inspection.Config, Labels: { made: 'anew' } } },
  }
}

process.stdout.write('begun\n')
if (does === 'remove') {
  for (const id of ids) await removals.remove({ id, image: 'busybox:test', ran: true })
} else if (does === 'settle') await removals.settle()
else if (does === 'recreate' || does === 'recreateCopied') {
  const copied = does === 'recreateCopied'
  for (const id of ids)
    await removals.remake({ id, image: 'busybox:test', ran: true, copied }, (own) => ({
      next: labelled(own),
      fallback: own,
    }))
} else if (does === 'clone') {
  for (const id of ids)
    await removals.clone({ id, image: 'busybox:test', starts: true }, (own) => ({
      ...labelled(own),
      name: `${own.name}-clone`,
    }))
} else if (does === 'comeBack') {
  const results = await removals.comeBack(ids)
  for (const one of results)
    process.stdout.write(`${'error' in one ? say(one.error.sentence) : 'came back'}\n`)
} else await removals[does](ids)
process.stdout.write('done\n')
connection.dispose()
engine.dispose()
