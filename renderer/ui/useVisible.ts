import { readonly, ref } from 'vue'

const visible = ref(document.visibilityState === 'visible')
document.addEventListener('visibilitychange', () => {
  visible.value = document.visibilityState === 'visible'
})

/** Whether the window can be seen: a hidden window reads nothing. */
export function useVisible() {
  return readonly(visible)
}
