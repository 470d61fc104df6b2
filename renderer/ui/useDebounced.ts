import { onScopeDispose } from 'vue'

/**
 * Does something with what was given last, once nothing more comes.
 * @param pause in ms
 */
export function useDebounced<V>(run: (value: V) => void, pause: number): (value: V) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  return (value) => {
    clearTimeout(timer)
    timer = setTimeout(run, pause, value)
  }
}
