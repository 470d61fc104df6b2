import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Container } from '../../main/contract/containers'
import { AppError } from '../../main/contract/errors'
import { shortId } from '../../main/shared/digest'
import { t } from '../ui/i18n'
import { api } from './api'
import { useConnections } from './connections'
import { errorText } from './errorText'
import { notifyError } from './notify'
import { usePending } from './usePending'
import { useSnapshot } from './useSnapshot'

/** How many containers are acted upon at a time: more would only queue inside the engine. */
const atOnce = 8

const anotherChosen = () => new AppError('engine-unreachable', 'Another engine was chosen', { switched: 1 })

/** Actions that a container takes at once, without asking anything first. */
const directActions = ['start', 'stop', 'restart', 'pause', 'resume', 'kill'] as const
export type DirectAction = (typeof directActions)[number]

export function isDirect(action: string): action is DirectAction {
  return (directActions as readonly string[]).includes(action)
}

export const useContainers = defineStore('containers', () => {
  const list = useSnapshot<Container>(
    () => api.containers.watch(),
    () => pending.refresh(),
  )
  const pending = usePending(() => list.version.value)
  const connections = useConnections()
  const byId = computed(() => new Map(list.items.value.map((container) => [container.id, container])))

  const run = (id: string, action: DirectAction | 'remove') =>
    pending.track(id, action, () => api.containers[action]({ id }))

  /** One action on one container; a failure becomes a toast. */
  async function act(id: string, action: DirectAction) {
    try {
      await run(id, action)
    } catch (thrown) {
      await notifyError(thrown)
    }
  }

  /**
   * One action on many, several at a time; what fails is collected into one message.
   * @param progress told after each how many are done
   * @returns how many failed
   */
  async function actAll(
    ids: readonly string[],
    action: DirectAction | 'remove',
    progress: (done: number) => void = () => {},
  ): Promise<number> {
    const failures: { name: string; error: AppError }[] = []
    const queue = [...ids]
    const names = new Map(ids.map((id) => [id, byId.value.get(id)?.name ?? shortId(id)]))
    const { active } = connections
    let done = 0
    async function work() {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        const name = names.get(id)!
        try {
          if (connections.active?.choice !== active?.choice) throw anotherChosen()
          await run(id, action)
        } catch (thrown) {
          failures.push({ name, error: AppError.from(thrown) })
        }
        progress(++done)
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, ids.length) }, work))
    await report(failures, ids.length, action)
    return failures.length
  }

  async function report(failures: { name: string; error: AppError }[], of: number, action: string) {
    const first = failures[0]
    if (!first) return
    if (of === 1) return notifyError(first.error)
    const lines = failures.map(({ name, error }) => `${name}: ${errorText(error)}`)
    const heading = t('containers.bulkFailed', { action: t(`action.${action}`), failed: failures.length, of })
    const shown =
      lines.length > 3 ? [...lines.slice(0, 3), t('containers.andMore', { n: lines.length - 3 })] : lines
    await notifyError(new AppError('internal', shown.join('\n'), { all: lines }), heading)
  }

  return { ...list, byId, pending: pending.pending, track: pending.track, act, actAll }
})
