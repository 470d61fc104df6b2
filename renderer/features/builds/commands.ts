import { Hammer } from '@lucide/vue'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/**
 * The way to an image of one's own.
 * @param reason why there can be none now
 */
export function buildCommands(ask: () => void, reason: string | undefined): readonly Command[] {
  return [
    {
      key: 'build',
      label: t('buildCommands.build'),
      kind: t('buildCommands.one'),
      words: t('buildCommands.words'),
      icon: Hammer,
      reason,
      run: ask,
    },
  ]
}
