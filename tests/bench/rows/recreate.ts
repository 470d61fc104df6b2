import { engineApi } from '../../../main/engine/api/api'
import { edited } from '../../../main/services/recreate/edited'
import { requestOf } from '../../../main/services/recreate/plan'
import { manyFiles, withManyFiles } from '../support/manyFiles'
import { startPrivateEngine } from '../support/privateEngine'
import { judge, type Row } from '../support/row'
import { median } from '../support/statistics'

const turns = 5

/** Making a container that has written 100,000 files anew with another variable, without its stop and its start. */
export const recreate: Row = {
  id: 'recreate',
  async measure({ note }) {
    const engine = await startPrivateEngine()
    try {
      note(`writing ${manyFiles} files`)
      const api = engineApi(engine.connection)
      const { id: first, removals } = await withManyFiles(engine)
      let id = first
      const times: number[] = []
      for (let turn = 0; turn < turns; turn++) {
        const before = await requestOf(api, await api.containers.inspect(id))
        const after = { ...before, environment: [{ name: 'TURN', value: String(turn) }] }
        const start = performance.now()
        const { successor } = await removals.remake({ id, image: before.image, ran: false }, (record) => ({
          next: edited(record, before, after, { own: null, next: null }),
          fallback: record,
        }))
        times.push(performance.now() - start)
        id = successor
      }
      const value = median(times)
      return [
        judge({
          id: 'recreate',
          value,
          unit: 'ms',
          yardstick: null,
          bar: '500 ms',
          meets: (ms) => ms <= 500,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}
