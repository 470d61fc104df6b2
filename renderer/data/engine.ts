import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { EngineState } from '../../main/contract/engine'
import { api } from './api'
import { notifyError } from './notify'
import { useStream } from './useStream'

type Action = 'start' | 'stop' | 'restart'

/** The engine that Slipway owns. */
export const useEngine = defineStore('engine', () => {
  const state = shallowRef<EngineState | null>(null)
  /** The person has seen that little room is left; forgotten when there is room again. */
  const lowDiskSeen = shallowRef(false)
  const asked = shallowRef<Action | null>(null)

  useStream({
    open: () => api.engine.watch(),
    item(value: EngineState) {
      state.value = value
      if (value.disk?.low === false) lowDiskSeen.value = false
    },
    retry: true,
  })

  async function act(action: Action) {
    if (asked.value) return
    asked.value = action
    try {
      await api.engine[action]()
    } catch (thrown) {
      // Of an engine that failed the banner says why.
      if (state.value?.phase !== 'failed') await notifyError(thrown)
    } finally {
      asked.value = null
    }
  }

  return {
    /** Null until main has said it for the first time. */
    state,
    ready: computed(() => state.value?.phase === 'ready'),
    /** What the person asked for and main has not answered yet. */
    asked,
    lowDisk: computed(() => (lowDiskSeen.value || !state.value?.disk?.low ? null : state.value.disk)),
    dismissLowDisk() {
      lowDiskSeen.value = true
    },
    start: () => act('start'),
    stop: () => act('stop'),
    restart: () => act('restart'),
  }
})
