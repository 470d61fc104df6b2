import { defineStore } from 'pinia'
import { onScopeDispose } from 'vue'

const useDrafts = defineStore('drafts', () => ({ kept: new Map<string, unknown>() }))

/**
 * Keeps what was typed into a dialog that is put away without an answer, until it is opened again or the window is closed.
 * @param key whose it is: dialogs of other objects and other engines have others
 * @param typed a copy of what is worth keeping; null where nothing is
 */
export function useDraft<T>(key: string, typed: () => T | null) {
  const { kept } = useDrafts()
  const before = (kept.get(key) ?? null) as T | null
  let answered = false
  onScopeDispose(() => {
    const now = answered ? null : typed()
    if (now === null) kept.delete(key)
    else kept.set(key, now)
  })
  return {
    /** What was typed the last time; null where nothing was kept. */
    before,
    /** It was done, or given up: nothing is kept. */
    settle() {
      answered = true
    },
  }
}
