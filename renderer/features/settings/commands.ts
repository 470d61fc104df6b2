import { Bell, ChartPie, Languages, LogIn, Moon, Sun, SunMoon, TextWrap, Timer } from '@lucide/vue'
import type { Component } from 'vue'
import { themes } from '../../../main/contract/constants'
import type { Settings } from '../../../main/contract/settings'
import type { Command } from '../../data/command'
import { t } from '../../ui/i18n'
import type { SettingsPlace } from './places'

type Theme = Settings['theme']
export const switches = ['notices', 'logTimestamps', 'logWrap'] as const
type Switch = (typeof switches)[number]

/** What settings are changed and shown with. */
export interface SettingsWays {
  readonly values: Pick<Settings, 'theme' | Switch>
  choose(theme: Theme): void
  turn(setting: Switch, on: boolean): void
  show(place: SettingsPlace): void
}

const themeIcons: Readonly<Record<Theme, Component>> = { system: SunMoon, light: Sun, dark: Moon }
const switchIcons: Readonly<Record<Switch, Component>> = {
  notices: Bell,
  logTimestamps: Timer,
  logWrap: TextWrap,
}
const placeIcons = { disk: ChartPie, login: LogIn, language: Languages } as const

/** What a person can set without going to the Settings view, and the ways to parts of that. */
export function settingsCommands({ values, choose, turn, show }: SettingsWays): readonly Command[] {
  const common = (name: string) => ({
    key: `settings/${name}`,
    kind: t('settingsCommands.one'),
    words: t(`settingsCommands.words.${name}`),
  })
  return [
    ...themes.map((theme) => ({
      ...common(theme),
      label: t('settingsCommands.theme', { theme: t(`settings.themes.${theme}`) }),
      icon: themeIcons[theme],
      reason: values.theme === theme ? t('settingsCommands.inUse') : undefined,
      run: () => choose(theme),
    })),
    ...(['disk', 'login', 'language'] as const).map((place) => ({
      ...common(place),
      label: t(`settingsCommands.${place}`),
      icon: placeIcons[place],
      run: () => show(place),
    })),
    ...switches.map((setting) => ({
      ...common(setting),
      label: t(`settingsCommands.turn.${setting}`, {
        way: t(`settingsCommands.${values[setting] ? 'off' : 'on'}`),
      }),
      standing: 'rare' as const,
      icon: switchIcons[setting],
      run: () => turn(setting, !values[setting]),
    })),
  ]
}
