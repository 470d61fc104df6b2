import { Layers, Play, Trash2 } from '@lucide/vue'
import type { Component } from 'vue'
import { t } from '../../ui/i18n'
import type { MenuItem } from '../../ui/parts/menuItem'

/** What can be done with an image. */
export const imageActions = ['run', 'layers', 'remove'] as const
export type ImageAction = (typeof imageActions)[number]

const icons: Record<ImageAction, Component> = { run: Play, layers: Layers, remove: Trash2 }
const hints: Record<ImageAction, string> = { run: 'R', layers: 'L', remove: 'Del' }

/** The menu of an image's actions, what removes it last and apart. */
export function imageMenu(): readonly MenuItem[] {
  return imageActions.map((action) => ({
    key: action,
    label: t(`action.${action}`),
    icon: icons[action],
    hint: hints[action],
    danger: action === 'remove',
    separated: action === 'remove',
  }))
}
