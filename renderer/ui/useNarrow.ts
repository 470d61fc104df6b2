import { onScopeDispose, type Ref, ref } from 'vue'

/**
 * Whether the window is narrower than this, for what is not only laid out but also works differently in a small one.
 * @param pixels of the window's inside
 */
export function useNarrow(pixels: number): Readonly<Ref<boolean>> {
  const query = matchMedia(`(max-width: ${pixels - 1}px)`)
  const narrow = ref(query.matches)
  const listen = () => {
    narrow.value = query.matches
  }
  query.addEventListener('change', listen)
  onScopeDispose(() => query.removeEventListener('change', listen))
  return narrow
}
