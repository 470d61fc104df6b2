import { onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import type { EngineLog } from '../../../main/contract/engine'
import { api } from '../../data/api'
import { useStream } from '../../data/useStream'
import { createLogBuffer, type ShownLine } from '../logs'
import { engineLogLine } from './logLine'

/** A log that has nothing in it says nothing: after this many milliseconds it is shown as empty. */
const patience = 1000

/** One of the engine's own logs, live. It is read afresh whenever another is chosen or the window is shown again. */
export function useEngineLog(name: Ref<EngineLog>) {
  const buffer = createLogBuffer()
  const lines = shallowRef<readonly ShownLine[]>([])
  const turn = ref(0)
  const dropped = ref(0)
  const loading = ref(true)
  let timer: ReturnType<typeof setTimeout> | undefined

  let frame = 0
  let readings = 0

  function paint() {
    frame = 0
    turn.value = readings
    lines.value = buffer.lines
    dropped.value = buffer.dropped
  }
  /** However fast lines come, they are shown once a frame. */
  function show() {
    frame ||= requestAnimationFrame(paint)
  }
  function begin() {
    buffer.clear()
    readings++
    show()
    loading.value = true
    clearTimeout(timer)
    timer = setTimeout(() => {
      loading.value = false
    }, patience)
  }
  onScopeDispose(() => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  })

  const { error, tryAgain } = useStream({
    key: () => name.value,
    open(key: EngineLog) {
      begin()
      return api.engine.log({ name: key })
    },
    item(added: readonly string[]) {
      buffer.append(added.map(engineLogLine))
      loading.value = false
      show()
    },
    error() {
      loading.value = false
    },
    retry: true,
  })
  return { lines, turn, dropped, loading, error, tryAgain }
}
