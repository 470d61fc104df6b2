import { shallowRef } from 'vue'
import { errorDetails, errorText } from './errorText'

/** The engine's whole inspect of what does not change, read once; see ui/parts/JsonPane. */
export function useInspection(read: () => Promise<string>) {
  const text = shallowRef<string | null>(null)
  const error = shallowRef<{ readonly text: string; readonly details: string } | null>(null)
  read().then(
    (answer) => {
      text.value = answer
    },
    (thrown) => {
      error.value = { text: errorText(thrown), details: errorDetails(thrown) }
    },
  )
  return { text, error }
}
