import { pullImage } from '../../../main/services/images/pull'
import { noCredentials } from '../../support/noCredentials'
import { startRegistry } from '../../support/registry'
import { image, startRegistryEngine, timeOf } from '../support/registryEngine'
import { judge, type Row } from '../support/row'
import { inTurns, median } from '../support/statistics'

/** A pull of 300 MB in six layers from a registry of this machine, beside the docker command line's. */
export const pullOverhead: Row = {
  id: 'pull.overhead',
  async measure(tools) {
    const engine = await startRegistryEngine(tools)
    const registry = await startRegistry(engine.pid)
    const reference = `${registry.host}/team/${image}`
    try {
      await engine.docker('tag', image, reference)
      await engine.docker('push', reference)
      await engine.docker('rmi', image)
      async function anew(pull: () => Promise<number>): Promise<number> {
        await engine.docker('rmi', reference)
        return pull()
      }
      tools.note('pulling it')
      const never = new AbortController().signal
      const { ours, theirs } = await inTurns(
        3,
        () => anew(() => timeOf(pullImage(engine.api, reference, noCredentials, never))),
        () => anew(() => engine.command('pull', reference)),
      )
      return [
        judge({
          id: 'pull.overhead',
          value: median(ours),
          unit: 'ms',
          yardstick: median(theirs),
          bar: '1.1x docker pull',
          meets: (_, ratio) => ratio <= 1.1,
        }),
      ]
    } finally {
      await registry.stop()
      await engine.end()
    }
  },
}
