import { type FunctionalComponent, h } from 'vue'
import SafeText from './SafeText.vue'

/**
 * A name whose end says most, as `registry.example/team/service:1.4`, on one line: where it has no room, what stands before its
 * last slash is cut first.
 */
export const EndText: FunctionalComponent<{ text: string }> = ({ text }) => {
  const end = text.lastIndexOf('/') + 1
  if (end === 0) return h(SafeText, { text, clip: true })
  return h('span', { class: 'flex min-w-0', title: text.slice(0, 1000) }, [
    h(SafeText, { text: text.slice(0, end), clip: true, class: 'min-w-0' }),
    h(SafeText, { text: text.slice(end), clip: true, class: 'max-w-full shrink-0' }),
  ])
}
EndText.props = ['text']
