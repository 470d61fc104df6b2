import { KeyRound } from '@lucide/vue'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/** What is done with registries as a whole. */
export function registryCommands(manage: () => void): readonly Command[] {
  return [
    {
      key: 'registries',
      label: t('registries.command'),
      kind: t('registryCommands.one'),
      words: t('registryCommands.words'),
      icon: KeyRound,
      run: manage,
    },
  ]
}
