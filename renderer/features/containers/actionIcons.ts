import { Layers, Pause, Pencil, Play, RotateCw, ScrollText, Square, Trash2, Zap } from '@lucide/vue'
import type { Component } from 'vue'
import { t } from '../../ui/i18n'
import type { MenuItem } from '../../ui/parts/menuItem'
import type { ContainerAction } from './actions'

const icons: Record<ContainerAction, Component> = {
  start: Play,
  stop: Square,
  restart: RotateCw,
  pause: Pause,
  resume: Play,
  kill: Zap,
  rename: Pencil,
  remove: Trash2,
  logs: ScrollText,
  layers: Layers,
}
const hints: Partial<Record<ContainerAction, string>> = { rename: 'F2', remove: 'Del', logs: 'L' }

/**
 * The menu of a container's actions, what removes it last and apart.
 * @param whyNot a sentence for what the engine cannot do
 */
export function actionMenu(
  actions: readonly ContainerAction[],
  whyNot: (action: ContainerAction) => string | null,
): readonly MenuItem[] {
  return actions.map((action) => ({
    key: action,
    label: t(`action.${action}`),
    icon: icons[action],
    hint: hints[action],
    reason: whyNot(action) ?? undefined,
    danger: action === 'remove',
    separated: action === 'logs' || action === 'remove',
  }))
}
