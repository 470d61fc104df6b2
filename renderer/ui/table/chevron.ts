import { h } from 'vue'

/** What opens and closes a branch of a tree or a group, or keeps its place. */
export function chevron(isBranch: boolean, isOpen: boolean) {
  const path = h('path', { d: 'M2.5 1l4 4-4 4', fill: 'none', stroke: 'currentColor' })
  const mark = h(
    'svg',
    { viewBox: '0 0 9 10', class: ['w-[8px]', isOpen && 'rotate-90'], 'stroke-width': 1.6 },
    [path],
  )
  return h(
    'span',
    {
      'data-toggle': isBranch ? '' : undefined,
      'aria-hidden': 'true',
      class: 'grid h-8 w-[20px] shrink-0 place-items-center text-faint hover:text-text',
    },
    isBranch ? [mark] : [],
  )
}
