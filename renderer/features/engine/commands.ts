import { CircleStop, Play, RotateCw, ScrollText, SlidersHorizontal } from '@lucide/vue'
import type { EnginePhase } from '../../../main/contract/engine'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/** What Slipway's own engine is handled with. */
export interface EngineWays {
  /** Undefined until it is known. */
  readonly phase: EnginePhase | undefined
  start(): void
  askStop(): void
  restart(): void
  showSettings(): void
  showLogs(): void
}

/** What can be done with Slipway's own engine as it is. */
export function engineCommands(ways: EngineWays): readonly Command[] {
  const common = (name: string) => ({
    key: `engine/${name}`,
    kind: t('engineCommands.one'),
    words: t(`engineCommands.words.${name}`),
  })
  const act = (action: 'start' | 'stop' | 'restart') => ({
    ...common(action),
    label: t(`engineCommands.${action}`),
  })
  const up = ways.phase === 'ready' || ways.phase === 'starting'
  return [
    ...(up
      ? [
          { ...act('stop'), standing: 'rare' as const, icon: CircleStop, danger: true, run: ways.askStop },
          { ...act('restart'), standing: 'rare' as const, icon: RotateCw, run: ways.restart },
        ]
      : [{ ...act('start'), icon: Play, run: ways.start }]),
    {
      ...common('settings'),
      label: t('engineCommands.settings'),
      icon: SlidersHorizontal,
      run: ways.showSettings,
    },
    {
      ...common('logs'),
      label: t('engineCommands.logs'),
      standing: 'rare',
      icon: ScrollText,
      run: ways.showLogs,
    },
  ]
}
