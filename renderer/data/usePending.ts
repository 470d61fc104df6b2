import { shallowRef } from 'vue'

interface Pending {
  readonly action: string
  /** Set once the engine has answered: the next snapshot shows the outcome. */
  settled: boolean
}

/** An action that the engine has carried out without any event must not show as pending for ever. */
const patience = 1500

/**
 * Which objects have an action under way. An action shows as pending until the engine has answered and a
 * snapshot taken since the action began is there.
 * @param version changes with every snapshot
 */
export function usePending(version: () => number) {
  const pending = shallowRef<ReadonlyMap<string, Pending>>(new Map())

  function put(id: string, entry: Pending | null) {
    const next = new Map(pending.value)
    if (entry) next.set(id, entry)
    else next.delete(id)
    pending.value = next
  }

  /** Runs an action on one object; throws what the action throws. */
  async function track<T>(id: string, action: string, run: () => Promise<T>): Promise<T> {
    const entry: Pending = { action, settled: false }
    const before = version()
    put(id, entry)
    try {
      const result = await run()
      entry.settled = true
      const clear = () => {
        if (pending.value.get(id) === entry) put(id, null)
      }
      if (version() !== before) clear()
      else setTimeout(clear, patience)
      return result
    } catch (thrown) {
      if (pending.value.get(id) === entry) put(id, null)
      throw thrown
    }
  }

  /** To be called with each snapshot. */
  function refresh() {
    const open = [...pending.value].filter(([, entry]) => !entry.settled)
    if (open.length !== pending.value.size) pending.value = new Map(open)
  }

  return { pending, track, refresh, of: (id: string) => pending.value.get(id)?.action ?? null }
}
