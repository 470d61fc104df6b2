import { onScopeDispose, ref, watch } from 'vue'
import type { LineRange } from '../../../main/contract/logs'

/** Milliseconds over which it is counted. */
const span = 1000

/**
 * Lines that went by without having been shown: they came faster than a window shows lines. All of them are in the log.
 * @param onScreen how many lines are in sight
 */
export function useFlood(range: () => LineRange, follow: () => boolean, onScreen: () => number) {
  const passed = ref(0)
  const rate = ref(0)
  let before = range()
  let [began, came] = [performance.now(), 0]

  function look() {
    const now = performance.now()
    rate.value = (came * 1000) / Math.max(1, now - began)
    ;[began, came] = [now, 0]
  }
  const timer = setInterval(look, span)
  onScopeDispose(() => clearInterval(timer))

  watch(range, (now) => {
    const count = now.turn === before.turn ? now.end - before.end : now.end - now.first
    // The first lines were there already.
    if (before.end !== before.first || before.turn !== now.turn) {
      came += Math.max(0, count)
      if (follow()) passed.value += Math.max(0, count - onScreen())
    }
    before = now
  })
  watch(follow, (on) => {
    if (on) passed.value = 0
  })
  return { passed, rate }
}
