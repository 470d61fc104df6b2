import { Info, Keyboard } from '@lucide/vue'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/** What says more about the window itself. */
export function helpCommands(ways: { showKeys(): void; showAbout(): void }): readonly Command[] {
  const common = (name: string) => ({
    key: name,
    kind: t('app.name'),
    words: t(`palette.words.${name}`),
  })
  return [
    {
      ...common('shortcuts'),
      label: t('app.keys.heading'),
      icon: Keyboard,
      keys: '?',
      run: ways.showKeys,
    },
    { ...common('about'), label: t('palette.about'), icon: Info, run: ways.showAbout },
  ]
}
