import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { FoundLines, LineRange, LogFilter, OpenLog } from '../../../main/contract/logs'
import { api } from '../../data/api'
import { useStream } from '../../data/useStream'
import { createLineStore } from './lineStore'

const usualBack = 10_000
/** Milliseconds after the last key before what is typed is looked for. */
const pause = 150

/**
 * The logs of containers as one, and what is looked for in them.
 * @param ids null while nothing can be read
 */
export function useOpenLog(ids: () => readonly string[] | null) {
  const back = ref(usualBack)
  const log = shallowRef<OpenLog | null>(null)
  const found = shallowRef<FoundLines | null>(null)
  const filter = shallowRef<LogFilter | null>(null)
  const ended = ref(false)
  const all = createLineStore((from, count) => lines('all', from, count))
  const matching = createLineStore((from, count) => lines('found', from, count))

  function lines(of: 'all' | 'found', from: number, count: number) {
    return api.logs.lines({ handle: log.value?.handle ?? '', of, from, count })
  }

  const { error, reopen, tryAgain } = useStream({
    key: () => {
      const wanted = ids()
      return wanted && wanted.length > 0 ? `${back.value} ${wanted.join(' ')}` : null
    },
    open(key) {
      const [count, ...wanted] = key.split(' ')
      ended.value = false
      return api.logs.open({ ids: wanted, back: Number(count) })
    },
    item(now: OpenLog) {
      if (now.handle !== log.value?.handle || now.lines.turn !== log.value.lines.turn) all.clear()
      all.put(now.lines.newest)
      log.value = now
    },
    end() {
      ended.value = true
    },
    retry: true,
  })

  const { error: searchError } = useStream({
    key: () => (filter.value && log.value ? `${log.value.handle} ${JSON.stringify(filter.value)}` : null),
    open(key) {
      const at = key.indexOf(' ')
      found.value = null
      matching.clear()
      return api.logs.search({ handle: key.slice(0, at), filter: JSON.parse(key.slice(at + 1)) as LogFilter })
    },
    item(now: FoundLines) {
      if (now.lines.turn !== found.value?.lines.turn) matching.clear()
      matching.put(now.lines.newest)
      found.value = now
    },
  })
  watch(filter, (now) => {
    if (!now) found.value = null
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  return {
    log,
    found,
    all,
    matching,
    error,
    /** Why nothing can be looked for: what was typed is no expression, for example. */
    searchError,
    ended,
    reopen,
    tryAgain,
    filter: computed(() => filter.value),
    /** Looks for something else from a moment on; null for nothing. */
    lookFor(wanted: LogFilter | null) {
      clearTimeout(timer)
      if (wanted === null) filter.value = null
      else
        timer = setTimeout(() => {
          filter.value = wanted
        }, pause)
    },
    /** Asks the engine for ten times as many lines. */
    readFurther() {
      back.value = Math.min(back.value * 10, 10_000_000)
    },
  }
}

export const nothingThere: LineRange = { first: 0, end: 0, turn: 0, firstAt: null, newest: [] }
