import { Box, Gauge, Hammer, HardDrive, Layers, Package, Settings } from '@lucide/vue'
import type { Component } from 'vue'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'

/** Every view by its section's name, and builds, which are a part of Images. */
const icons: Readonly<Record<string, Component>> = {
  containers: Box,
  images: Package,
  layers: Layers,
  volumes: HardDrive,
  engine: Gauge,
  settings: Settings,
  builds: Hammer,
}

/**
 * The ways to the views.
 * @param sections in the order of the sidebar, by which they have their keys
 */
export function viewCommands(
  sections: readonly string[],
  ways: { show(section: string): void; showBuilds(): void },
): readonly Command[] {
  const common = (name: string) => ({
    key: `go/${name}`,
    kind: t('palette.view'),
    standing: 'view' as const,
    icon: icons[name],
    words: t(`palette.words.${name}`),
  })
  return [
    ...sections.map((section, at) => ({
      ...common(section),
      label: t('palette.go', { view: t(`app.section.${section}`) }),
      keys: `Ctrl ${at + 1}`,
      run: () => ways.show(section),
    })),
    { ...common('builds'), label: t('palette.builds'), run: ways.showBuilds },
  ]
}
