import { setTimeout as pause } from 'node:timers/promises'
import type { EngineProcess, EngineState } from '../../contract/engine'
import { commandLine } from '../../shared/shellWords'
import type { ListedContainer } from '../api/containerAnswers'
import { parseConfig, readConfigText } from './daemonConfig'
import type { EnginePaths } from './paths'
import { engineAt } from './probe'
import type { Problem } from './problem'
import { proxiedPorts, type Unheard, unheardContainers, unheardProblem } from './proxies'
import { unlistedContainers, unlistedProblem } from './unlisted'

/** What a running engine did not say of itself. */
export interface Unsaid extends Pick<EngineState, 'deadPorts'> {
  readonly problem: Problem | null
}

export const nothing: Unsaid = { problem: null, deadPorts: {} }

/** What a running engine does not say of itself: containers that it passed over, and ports that nobody listens at. */
export interface Attention {
  /**
   * Looks where something may have changed since the last time: the engine is asked for its list only then.
   * Rejects when it does not answer.
   */
  look(socket: string, dockerd: Pick<EngineProcess, 'pid' | 'since'>): Promise<Unsaid>
}

/** Of a large engine; nobody waits for it. */
const answerTimeout = 60_000
/** Milliseconds in which a container that starts or ends has the processes that it should. */
const settling = 2_000

/** @param docker the command line, for what is advised */
export function createAttention(paths: EnginePaths, docker: string): Attention {
  let seen = ''
  let last = nothing

  const restart = (socket: string) => (names: readonly string[]) =>
    commandLine([docker, '--host', `unix://${socket}`, 'restart', ...names])

  return {
    async look(socket, { pid, since }) {
      const now = [pid, ...proxiedPorts(pid)].join(' ')
      // What was found once is looked at again until it is mended.
      if (now === seen && !last.problem) return last
      const list = () => engineAt(socket).containers.list({ all: true, timeout: answerTimeout })
      let containers: readonly ListedContainer[] = []
      const unlisted = await unlistedContainers(paths, since, async () => {
        containers = await list()
        return containers.map(({ Id }) => Id)
      })
      const unheard = usesProxies(paths) ? await unheardFor(pid, containers, list) : []
      seen = now
      last = {
        problem: unlistedProblem(paths, unlisted) ?? unheardProblem(unheard, restart(socket)),
        deadPorts: Object.fromEntries(unheard.map(({ id, ports }) => [id, ports])),
      }
      return last
    },
  }
}

/** Only those that stay so: a container that has just started or ended is none of them. */
async function unheardFor(
  dockerd: number,
  containers: readonly ListedContainer[],
  list: () => Promise<readonly ListedContainer[]>,
): Promise<Unheard[]> {
  if (unheardContainers(containers, proxiedPorts(dockerd)).length === 0) return []
  await pause(settling)
  return unheardContainers(await list(), proxiedPorts(dockerd))
}

/** A person may have told dockerd to leave all to the firewall. */
function usesProxies({ daemonConfig }: EnginePaths): boolean {
  try {
    return parseConfig(daemonConfig, readConfigText(daemonConfig))['userland-proxy'] !== false
  } catch {
    return false
  }
}
