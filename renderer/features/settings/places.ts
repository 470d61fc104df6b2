/** Parts of the Settings view that a command or a link leads to: `/settings/disk`. */
export const settingsPlaces = ['disk', 'login', 'language'] as const
export type SettingsPlace = (typeof settingsPlaces)[number]
