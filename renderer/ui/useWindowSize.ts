import { onScopeDispose, type Ref, readonly, ref } from 'vue'

/** The inside of the window, in pixels. */
export function useWindowSize(): {
  readonly width: Readonly<Ref<number>>
  readonly height: Readonly<Ref<number>>
} {
  const width = ref(innerWidth)
  const height = ref(innerHeight)
  const measure = () => {
    width.value = innerWidth
    height.value = innerHeight
  }
  addEventListener('resize', measure)
  onScopeDispose(() => removeEventListener('resize', measure))
  return { width: readonly(width), height: readonly(height) }
}
