import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ActiveConnection, ConnectionList } from '../../main/contract/connections'
import { isString, remembered } from '../ui/remember'
import { api } from './api'
import { useEngine } from './engine'
import { notifyError } from './notify'
import { useStream } from './useStream'

/** Which engine the window speaks with, and which others there are. */
export const useConnections = defineStore('connections', () => {
  const engine = useEngine()
  const active = shallowRef<ActiveConnection | null>(null)
  /** Null until it was asked for: what answers is looked up only then. */
  const list = shallowRef<ConnectionList | null>(null)
  const busy = shallowRef(false)
  /** Id of the one that was active before; '' until there was one. */
  const before = remembered('connectionBefore', '', isString)

  useStream({
    open: () => api.connections.watch(),
    item(value: ActiveConnection) {
      const left = active.value?.id
      if (left !== undefined && left !== value.id) before.value = left
      active.value = value
    },
    retry: true,
  })

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await work()
      return true
    } catch (thrown) {
      await notifyError(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  async function refresh() {
    try {
      list.value = await api.connections.list()
    } catch (thrown) {
      await notifyError(thrown)
    }
  }

  /** Writes the key of the active connection's host down, then tries again. */
  const trustHost = (fingerprint: string) =>
    attempt(async () => {
      await refresh()
      const target = list.value?.connections.find(({ id }) => id === active.value?.id)?.target
      if (target) await api.connections.trustHost({ target, fingerprint })
      await api.connections.reconnect()
    })

  const isBundled = computed(() => active.value === null || active.value.source === 'bundled')
  const answers = computed(() => ['connected', 'changed'].includes(active.value?.phase ?? ''))

  return {
    /** Null until main has said it for the first time. */
    active,
    list,
    busy,
    /** The one that a key leads to: what was active before, else the first other one that can be used. */
    other: computed(() => {
      const others = (list.value?.connections ?? []).filter(
        ({ id, unusable }) => id !== (active.value?.id ?? 'bundled') && unusable === null,
      )
      return others.find(({ id }) => id === before.value) ?? others[0]
    }),
    /** The active connection is Slipway's own engine. */
    isBundled,
    /** What is asked of the active engine can be answered. */
    ready: computed(() => (isBundled.value ? engine.ready : answers.value)),
    /** Nothing is to be expected soon: it refused, was never reached, or is Slipway's own and does not run. */
    down: computed(() => {
      if (active.value && !isBundled.value) {
        const { phase, engine: reached } = active.value
        return phase === 'refused' || (phase === 'lost' && !reached)
      }
      return engine.state?.phase === 'stopped' || engine.state?.phase === 'failed'
    }),
    refresh,
    switchTo: (id: string) => attempt(() => api.connections.switchTo({ id })),
    reconnect: () => attempt(() => api.connections.reconnect()),
    trustEngine: (identity: string) => attempt(() => api.connections.trustEngine({ identity })),
    trustHost,
    async change(id: string, name: string, colour: ActiveConnection['colour']) {
      const done = await attempt(() => api.connections.change({ id, name, colour }))
      await refresh()
      return done
    },
    async remove(id: string) {
      await attempt(() => api.connections.remove({ id }))
      await refresh()
    },
    async register(on: boolean) {
      await attempt(() => api.connections.register({ on }))
      await refresh()
    },
  }
})
