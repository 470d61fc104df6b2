import { shallowRef } from 'vue'
import type { Snapshot } from '../../main/contract/values'

interface Pending {
  readonly action: string
  /** When the engine had answered, in ms since 1970; null until then. */
  answeredAt: number | null
}

/** How long a snapshot is waited for that does not come, as when the engine went away meanwhile; in ms. */
const patience = 10_000

/**
 * Which objects have an action under way. An action shows as pending until the engine has answered and a
 * snapshot is there that was asked for after that: one from before may still have the object as it was.
 * @param readAgain asks for such a snapshot
 */
export function usePending(readAgain: () => Promise<void>) {
  const pending = shallowRef<ReadonlyMap<string, Pending>>(new Map())

  function put(id: string, entry: Pending | null) {
    const next = new Map(pending.value)
    if (entry) next.set(id, entry)
    else next.delete(id)
    pending.value = next
  }

  /** Runs an action on one object; throws what the action throws. */
  async function track<T>(id: string, action: string, run: () => Promise<T>): Promise<T> {
    const entry: Pending = { action, answeredAt: null }
    const clear = () => {
      if (pending.value.get(id) === entry) put(id, null)
    }
    put(id, entry)
    try {
      const result = await run()
      entry.answeredAt = Date.now()
      // Where that fails the list has an error of its own to show.
      readAgain().catch(clear)
      setTimeout(clear, patience)
      return result
    } catch (thrown) {
      clear()
      throw thrown
    }
  }

  /** To be called with each snapshot. */
  function refresh({ at, staleSince }: Pick<Snapshot<unknown>, 'at' | 'staleSince'>) {
    if (staleSince !== null) return
    const open = [...pending.value].filter(([, { answeredAt }]) => answeredAt === null || at < answeredAt)
    if (open.length !== pending.value.size) pending.value = new Map(open)
  }

  return { pending, track, refresh, of: (id: string) => pending.value.get(id)?.action ?? null }
}
