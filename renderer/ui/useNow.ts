import { readonly, ref, watch } from 'vue'
import { useVisible } from './useVisible'

const now = ref(Date.now())
const visible = useVisible()
let timer: ReturnType<typeof setInterval> | undefined

watch(
  visible,
  (seen) => {
    clearInterval(timer)
    if (!seen) return
    now.value = Date.now()
    timer = setInterval(() => {
      now.value = Date.now()
    }, 30_000)
  },
  { immediate: true },
)

/** The time in ms since 1970, for ages: one slow ticker for all, that rests while the window is hidden. */
export function useNow() {
  return readonly(now)
}
