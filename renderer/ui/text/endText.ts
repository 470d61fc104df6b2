import { type FunctionalComponent, h } from 'vue'
import SafeText from './SafeText.vue'

/** Characters that take no more room than an ellipsis. */
const shortest = 3

/**
 * A name whose end says most, as `registry.example/team/service:1.4`, on one line: where it has no room, its beginning is cut
 * first, so that nothing is missing between what is left of it.
 */
export const EndText: FunctionalComponent<{ text: string }> = ({ text }) => {
  const end = text.lastIndexOf('/') + 1
  if (end === 0) return h(SafeText, { text, clip: true })
  return h('span', { class: 'flex min-w-0', title: text.slice(0, 1000) }, [
    // Where there is no room for more than a part of the ellipsis it goes to a next line, which is out of sight.
    h('span', { class: 'flex h-[1lh] min-w-0 flex-wrap overflow-hidden [direction:rtl]' }, [
      h('span', { class: 'h-full' }),
      // Text is cut where its line ends: here that is on the left, while it reads from left to right as ever.
      h(
        'span',
        { class: ['min-w-0 grow truncate', end > shortest ? 'basis-[1em]' : 'basis-0'] },
        h(SafeText, { text: text.slice(0, end), clip: true, style: { display: 'inline' } }),
      ),
    ]),
    h(SafeText, { text: text.slice(end), clip: true, class: 'max-w-full shrink-0' }),
  ])
}
EndText.props = ['text']
