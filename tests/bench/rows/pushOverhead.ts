import { pushImage } from '../../../main/services/images/push'
import { noCredentials } from '../../support/noCredentials'
import { startRegistry } from '../../support/registry'
import { image, startRegistryEngine, timeOf } from '../support/registryEngine'
import { judge, type Row } from '../support/row'
import { inTurns, median } from '../support/statistics'

/** A push of 300 MB in six layers to an empty registry of this machine, beside the docker command line's. */
export const pushOverhead: Row = {
  id: 'push.overhead',
  async measure(tools) {
    const engine = await startRegistryEngine(tools)
    /** Each to a registry of its own: a second push of the same would send nothing. */
    async function toFresh(push: (reference: string) => Promise<number>): Promise<number> {
      const registry = await startRegistry(engine.pid)
      const reference = `${registry.host}/team/${image}`
      try {
        await engine.docker('tag', image, reference)
        return await push(reference)
      } finally {
        await engine.docker('rmi', reference)
        await registry.stop()
      }
    }
    try {
      tools.note('pushing it')
      const never = new AbortController().signal
      const { ours, theirs } = await inTurns(
        3,
        () =>
          toFresh((reference) =>
            timeOf(pushImage(engine.api, { id: engine.id, reference }, noCredentials, never)),
          ),
        () => toFresh((reference) => engine.command('push', reference)),
      )
      return [
        judge({
          id: 'push.overhead',
          value: median(ours),
          unit: 'ms',
          yardstick: median(theirs),
          bar: '1.1x docker push',
          meets: (_, ratio) => ratio <= 1.1,
        }),
      ]
    } finally {
      await engine.end()
    }
  },
}
