import { GitCompareArrows, SquareStack, Waypoints } from '@lucide/vue'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

const icons = { compare: GitCompareArrows, path: Waypoints, all: SquareStack } as const
export type LayersWay = keyof typeof icons

/** The ways of looking at layers that need no image to begin with. */
export function layersViewCommands(show: (way: LayersWay) => void): readonly Command[] {
  return (['compare', 'path', 'all'] as const).map((way) => ({
    key: `layers/${way}`,
    label: t(`layerCommands.${way}`),
    kind: t('layerCommands.one'),
    words: t(`layerCommands.words.${way}`),
    icon: icons[way],
    run: () => show(way),
  }))
}
