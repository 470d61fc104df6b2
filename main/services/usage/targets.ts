import { AppError } from '../../contract/errors'
import type { ContainerUsage } from '../../contract/usage'
import type { EngineApi } from '../../engine/api/api'
import type { InspectedContainer } from '../../engine/api/containerAnswers'
import { inspectedContainer } from '../../engine/api/containerShapes'
import { sound } from '../../engine/api/shape'
import type { EngineNews } from '../../engine/client/events'
import { shortId } from '../../shared/digest'

/** A container that is looked at. */
export interface UsageTarget {
  readonly id: string
  /** Its first process, as this machine knows it; 0 where it does not run. */
  readonly pid: number
  /** When it started, in the engine's words. */
  readonly startedAt: string
  readonly memoryLimit: number | null
  readonly networkOf: ContainerUsage['networkOf']
}

export function toTarget({ Id, State, HostConfig }: InspectedContainer): UsageTarget {
  const { NetworkMode = '', Memory = 0 } = HostConfig
  const [, other] = /^container:(.+)$/.exec(NetworkMode) ?? []
  return {
    id: Id,
    pid: State.Pid ?? 0,
    startedAt: State.StartedAt ?? '',
    memoryLimit: Memory > 0 ? Memory : null,
    networkOf: other ? { kind: 'container', id: other } : NetworkMode === 'host' ? { kind: 'host' } : null,
  }
}

/** Inspections at a time. */
const atOnce = 4

/** What is known of the containers that are looked at: each is inspected once, and again after it was heard of. */
export function createTargets() {
  const known = new Map<string, Promise<UsageTarget | null>>()

  /** What is heard of it meanwhile leaves it unknown: the answer may be of before. */
  async function ask(engine: EngineApi, id: string) {
    const asked = inspect(engine, id)
    known.set(id, asked)
    try {
      await asked
    } catch (thrown) {
      if (known.get(id) === asked) known.delete(id)
      throw thrown
    }
  }

  return {
    /** @throws AppError where the engine does not answer; those that are gone are left out */
    async of(engine: EngineApi, ids: readonly string[]): Promise<readonly UsageTarget[]> {
      const missing = ids.filter((id) => !known.has(id))
      async function work() {
        for (let id = missing.pop(); id !== undefined; id = missing.pop()) {
          await ask(engine, id)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      const found = await Promise.all(ids.map((id) => known.get(id) ?? null))
      return found.filter((target) => target !== null)
    },

    hear(news: EngineNews) {
      if (typeof news === 'string') known.clear()
      else if (news.type === 'container' && /^(?:start|die|update|destroy)/.test(news.action)) {
        known.delete(news.id)
      }
    },
  }
}

async function inspect(engine: EngineApi, id: string): Promise<UsageTarget | null> {
  try {
    return toTarget(sound(await engine.containers.inspect(id), inspectedContainer, shortId(id)))
  } catch (thrown) {
    if (AppError.from(thrown).code === 'not-found') return null
    throw thrown
  }
}
