import { type FunctionalComponent, h, type VNodeChild } from 'vue'
import SafeText from './SafeText.vue'

/** Longer ones are folded, and their options broken as they come. */
const longest = 400

/** A command over as many lines as it needs: none begins in the middle of an option, as `-` and `-greeting` would. */
export const CommandText: FunctionalComponent<{ text: string }> = ({ text }) => {
  if (text.length > longest) return h(SafeText, { text, limit: longest })
  const words = text.split(/(?<= )(?=-)/)
  return h(
    'span',
    { class: 'break-words' },
    words.map((word): VNodeChild => {
      const [option = '', ...rest] = word.startsWith('-') ? word.split(/(?<=^\S+)(?=\s)/) : ['', word]
      return [
        option && h(SafeText, { text: option, class: 'inline-block max-w-full' }),
        rest.length > 0 && h(SafeText, { text: rest.join('') }),
      ]
    }),
  )
}
CommandText.props = ['text']
