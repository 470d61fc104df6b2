import { onScopeDispose, readonly, ref } from 'vue'

/** Whether this machine has a network at all, as far as the system says. */
export function useOnline() {
  const online = ref(navigator.onLine)
  const look = () => {
    online.value = navigator.onLine
  }
  for (const event of ['online', 'offline']) addEventListener(event, look)
  onScopeDispose(() => {
    for (const event of ['online', 'offline']) removeEventListener(event, look)
  })
  return readonly(online)
}
