import { defineStore } from 'pinia'
import { computed, shallowRef, type WritableComputedRef } from 'vue'
import { defaultSettings } from '../../main/contract/constants'
import type { Settings, SettingsChange, SettingsState } from '../../main/contract/settings'
import { api } from './api'
import { notifyError } from './notify'
import { useStream } from './useStream'

/** Milliseconds after which what a part remembers is sent: a width that is being dragged changes with each frame. */
const pause = 300

/** What the person chose. A choice holds at once; main has the last word. */
export const useSettings = defineStore('settings', () => {
  const state = shallowRef<SettingsState | null>(null)
  /** What was chosen here and main has not answered yet. */
  const ahead = shallowRef<SettingsChange>({})
  let timer: ReturnType<typeof setTimeout> | undefined

  function take(said: SettingsState) {
    if (said.revision >= (state.value?.revision ?? 0)) state.value = said
  }
  useStream({ open: () => api.settings.watch(), item: take, retry: true })

  const values = computed<Settings>(() => merge(state.value?.values ?? defaultSettings, ahead.value))

  async function send(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const sent = ahead.value
    if (Object.keys(sent).length === 0) return
    try {
      take(await api.settings.change(sent))
    } catch (thrown) {
      await notifyError(thrown)
    }
    ahead.value = without(ahead.value, sent)
  }

  function change(part: SettingsChange): Promise<void> {
    ahead.value = merge(ahead.value, part)
    return send()
  }

  // What is still to be sent goes before the page does.
  addEventListener('pagehide', () => void send())

  return {
    /** Null until main has said it for the first time. */
    state,
    values,
    change,
    /** One setting, to be read and set. */
    setting<K extends Exclude<keyof Settings, 'remembered'>>(key: K): WritableComputedRef<Settings[K]> {
      return computed({
        get: () => values.value[key],
        set: (value) => void change({ [key]: value }),
      })
    },
    async reset() {
      try {
        take(await api.settings.reset())
      } catch (thrown) {
        await notifyError(thrown)
      }
    },
    /** For parts that remember something for themselves. */
    memory: {
      read: (key: string): unknown => values.value.remembered[key] ?? undefined,
      write(key: string, value: unknown) {
        ahead.value = merge(ahead.value, { remembered: { [key]: value } } as SettingsChange)
        timer ??= setTimeout(() => void send(), pause)
      },
    },
  }
})

function merge<T extends SettingsChange>(before: T, change: SettingsChange): T {
  const remembered = { ...before.remembered, ...change.remembered }
  return { ...before, ...change, ...(before.remembered || change.remembered ? { remembered } : {}) }
}

/** What was changed since it was sent. */
function without(now: SettingsChange, sent: SettingsChange): SettingsChange {
  const left = <V>(of: Readonly<Record<string, V>> = {}, gone: Readonly<Record<string, V>> = {}) =>
    Object.fromEntries(Object.entries(of).filter(([key, value]) => gone[key] !== value))
  const { remembered, ...plain } = now
  const memories = left(remembered, sent.remembered)
  return {
    ...left<unknown>(plain, sent),
    ...(Object.keys(memories).length > 0 ? { remembered: memories } : {}),
  } as SettingsChange
}
