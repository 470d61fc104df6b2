import { Plug, SquareTerminal, Wrench } from '@lucide/vue'
import { type Component, defineAsyncComponent } from 'vue'
import type { TerminalKind } from '../../../main/contract/terminals'
import { visibleText } from '../../../main/shared/visibleText'
import { type DockTab, useDock } from '../../data/dock'
import { t } from '../../ui/i18n'

/** What a terminal is opened with. */
export interface TerminalOpening {
  readonly id: string
  readonly name: string
  readonly kind: TerminalKind
  readonly shell?: string
  readonly user?: string
  readonly directory?: string
}

const icons: Readonly<Record<TerminalKind, Component>> = {
  shell: SquareTerminal,
  attached: Plug,
  toolbox: Wrench,
}

/** Nothing of a terminal is read before the first is opened. */
const TerminalTab = defineAsyncComponent(() => import('./TerminalTab.vue'))

/** Of one container and kind there may be several. */
const groupOf = ({ kind, id }: TerminalOpening) => `terminal/${kind}/${id}/`

/** Opens terminals as tabs of the dock. */
export function useTerminals() {
  const dock = useDock()

  /** One more, whatever is open. */
  function add(opening: TerminalOpening): void {
    const group = groupOf(opening)
    const number = freeNumber(dock.tabs, group)
    const title = t(`terminals.title.${opening.kind}`, { name: visibleText(opening.name) })
    const id = `${group}${number}`
    dock.open({
      id,
      title: number === 1 ? title : t('terminals.title.more', { title, n: number }),
      icon: icons[opening.kind],
      component: TerminalTab,
      props: { opening },
    })
  }

  return {
    add,
    /** The one that is open, or else a new one. */
    show(opening: TerminalOpening): void {
      const open = dock.tabs.findLast(({ id }) => id.startsWith(groupOf(opening)))
      if (open) dock.activate(open.id)
      else add(opening)
    },
  }
}

/** The lowest number that no tab of a group has. */
export function freeNumber(tabs: readonly Pick<DockTab, 'id'>[], group: string): number {
  let number = 1
  while (tabs.some(({ id }) => id === `${group}${number}`)) number++
  return number
}
