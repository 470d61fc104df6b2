import { HardDrive, Trash2 } from '@lucide/vue'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/** What volumes as a whole are made and removed with. */
export interface VolumesWays {
  create(): void
  askUnused(): void
  /** How many no container mounts. */
  readonly unused: number
  /** Why nothing can be done now. */
  readonly away: string | undefined
}

/** What is done with volumes without naming one. */
export function volumeCommands({ create, askUnused, unused, away }: VolumesWays): readonly Command[] {
  const common = (name: string) => ({
    key: name,
    label: t(`volumeCommands.${name}`),
    kind: t('volumes.one'),
    words: t(`volumeCommands.words.${name}`),
  })
  return [
    { ...common('createVolume'), icon: HardDrive, reason: away, run: create },
    {
      ...common('removeUnusedVolumes'),
      icon: Trash2,
      danger: true,
      reason: away ?? (unused === 0 ? t('volumeCommands.noneUnused') : undefined),
      run: askUnused,
    },
  ]
}

/** Other words for what is done with one volume, by the action's id. */
export const volumeWords = () => ({ remove: t('volumeCommands.words.remove') })
