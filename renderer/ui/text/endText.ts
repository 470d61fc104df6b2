import { type FunctionalComponent, h } from 'vue'
import SafeText from './SafeText.vue'

/** Characters that take no more room than an ellipsis. */
const shortest = 3

/**
 * The way to a name that stands behind it on the same line. It is cut at its beginning, so that no gap is left before that
 * name: text is cut where its line ends, here on the left, while it reads from left to right as ever.
 */
const Beginning: FunctionalComponent<{ text: string }> = ({ text }) =>
  // Where there is no room for the whole ellipsis it goes to a next line, which is out of sight.
  h('span', { class: 'flex h-[1lh] min-w-0 flex-wrap overflow-hidden [direction:rtl]' }, [
    h('span', { class: 'h-full' }),
    h(
      'span',
      { class: ['min-w-0 grow truncate', text.length > shortest ? 'basis-[1em]' : 'basis-0'] },
      h(SafeText, { text, clip: true, style: { display: 'inline' } }),
    ),
  ])
Beginning.props = ['text']

interface EndTextProps {
  readonly text: string
  /** Whether what stands before its last slash is muted. */
  readonly muted?: boolean
}

/**
 * A name whose end says most, as `registry.example/team/service:1.4`, on one line: where it has no room, what stands before its
 * last slash is cut first.
 */
export const EndText: FunctionalComponent<EndTextProps> = ({ text, muted }) => {
  const end = text.lastIndexOf('/') + 1
  if (end === 0) return h(SafeText, { text, clip: true })
  return h('span', { class: 'flex min-w-0', title: text.slice(0, 1000) }, [
    h(Beginning, { text: text.slice(0, end), class: muted ? 'text-muted' : undefined }),
    // One that may shrink at all loses a letter to the smallest part of a pixel.
    h(SafeText, { text: text.slice(end), clip: true, class: 'max-w-full shrink-0' }),
  ])
}
EndText.props = { text: String, muted: Boolean }
