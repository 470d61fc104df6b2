import { ArrowLeftRight, Plus, Settings2 } from '@lucide/vue'
import type { ListedConnection } from '../../../main/contract/connections'
import { visibleText } from '../../../main/shared/visibleText'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'
import { keyText } from '../../ui/list/action'
import { otherEngineKeys } from './keys'

/** What is known of the connections, and what they are chosen and added with. */
export interface ConnectionWays {
  readonly connections: readonly ListedConnection[]
  /** Id of the active one. */
  readonly active: string | undefined
  /** Id of the one that a key leads to. */
  readonly other: string | undefined
  switchTo(id: string): void
  add(): void
  manage(): void
}

/** The other engines by name, and what is done with connections themselves. */
export function connectionCommands({
  connections,
  active,
  other,
  switchTo,
  add,
  manage,
}: ConnectionWays): readonly Command[] {
  const kind = t('connectionCommands.one')
  const words = (name: string) => t(`connectionCommands.words.${name}`)
  return [
    ...connections
      .filter(({ id, unusable }) => id !== active && unusable === null)
      .map(({ id, name, address }) => ({
        key: `connection/${id}`,
        label: t('connections.switchTo', { name: visibleText(name) }),
        kind,
        words: `${words('switch')} ${visibleText(address)}`,
        icon: ArrowLeftRight,
        keys: id === other ? keyText(otherEngineKeys) : undefined,
        run: () => switchTo(id),
      })),
    {
      key: 'connections',
      label: t('connections.manage'),
      kind,
      words: words('manage'),
      icon: Settings2,
      run: manage,
    },
    {
      key: 'connections/add',
      label: t('connections.addMore'),
      kind,
      words: words('add'),
      icon: Plus,
      run: add,
    },
  ]
}
