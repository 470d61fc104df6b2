import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { AppError, type ErrorCode } from '../../main/contract/errors'
import { useVisible } from '../ui/useVisible'

export interface StreamOptions<K, T> {
  /** What to read. The stream is opened again whenever this changes; null reads nothing. Default: always the same. */
  key?: () => K | null
  open(key: K): AsyncIterableIterator<T>
  item(value: T, key: K): void
  /** The stream ended by itself. */
  end?(): void
  /** It failed. */
  error?(error: AppError): void
  /** Opens it again after a failure, after a growing pause. What is gone or cannot be is not asked for again. */
  retry?: boolean
}
export interface StreamControl {
  readonly error: Readonly<Ref<AppError | null>>
  /** Opens it afresh, at once. */
  reopen(): void
  /** The same for a person who asked for it: until it answers nothing is said of the failure before. */
  tryAgain(): void
}

const longestPause = 15_000
const hopeless: readonly ErrorCode[] = ['not-found', 'unsupported']
/** Whether it will be the same however often it is asked for. */
export const isHopeless = ({ code }: AppError) => hopeless.includes(code)

/**
 * Reads a stream for as long as the scope lives and the window can be seen: closed on hide, opened again on show.
 * One item is taken at a time, so a view that is busy slows the source instead of piling up.
 */
export function useStream<K, T>(options: StreamOptions<K, T>): StreamControl {
  const visible = useVisible()
  const error = shallowRef<AppError | null>(null)
  const generation = shallowRef(0)
  const wanted = computed(() => (visible.value ? (options.key ? options.key() : (true as K)) : null))
  let close = () => {}
  let pause = 500
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(key: K) {
    const stream = options.open(key)
    let open = true
    close = () => {
      open = false
      stream.return?.()
    }
    try {
      for (;;) {
        const next = await stream.next()
        if (!open) return
        if (next.done) break
        error.value = null
        pause = 500
        options.item(next.value, key)
      }
      options.end?.()
    } catch (thrown) {
      if (!open) return
      error.value = AppError.from(thrown)
      options.error?.(error.value)
      if (options.retry && !isHopeless(error.value)) {
        timer = setTimeout(reopen, pause)
        pause = Math.min(pause * 2, longestPause)
      }
    }
  }
  function stop() {
    clearTimeout(timer)
    close()
    close = () => {}
  }
  function reopen() {
    generation.value++
  }
  function tryAgain() {
    error.value = null
    reopen()
  }
  watch(
    [wanted, generation],
    ([key]) => {
      stop()
      if (key !== null) void read(key as K)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(stop)
  return { error, reopen, tryAgain }
}
