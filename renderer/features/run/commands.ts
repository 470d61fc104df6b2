import { PackagePlus, Play } from '@lucide/vue'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/**
 * The ways to a new container.
 * @param reason why there can be none now
 */
export function runCommands(ask: (create: boolean) => void, reason: string | undefined): readonly Command[] {
  const common = (name: string) => ({
    key: name,
    label: t(`runCommands.${name}`),
    kind: t('runCommands.one'),
    words: t(`runCommands.words.${name}`),
    reason,
  })
  return [
    { ...common('run'), icon: Play, run: () => ask(false) },
    { ...common('create'), icon: PackagePlus, run: () => ask(true) },
  ]
}
