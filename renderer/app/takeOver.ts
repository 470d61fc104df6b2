import type { SettingsChange } from '../../main/contract/settings'

/**
 * What earlier versions of the window kept in the profile of Chromium, as settings; it is taken out of there, once and for
 * good. Nothing lasting is kept there any more (a test says so).
 */
export function takeOverProfile(profile: Storage): SettingsChange | null {
  const taken = new Map<string, string>()
  for (const key of Object.keys(profile).filter((name) => name.startsWith('slipway.'))) {
    taken.set(key, profile.getItem(key) ?? '')
    profile.removeItem(key)
  }
  if (taken.size === 0) return null
  const widths = [...taken]
    .filter(([key, value]) => key.startsWith('slipway.width.') && Number(value) > 0)
    .map(([key, value]) => [key.slice('slipway.'.length), Number(value)])
  const subject = taken.get('slipway.layers.subject')
  const timestamps = taken.get('slipway.logs.timestamps')
  const wrap = taken.get('slipway.logs.wrap')
  return {
    ...(timestamps && { logTimestamps: timestamps !== 'off' }),
    ...(wrap && { logWrap: wrap === 'on' }),
    remembered: Object.fromEntries([...widths, ...(subject ? [['layers.subject', subject]] : [])]),
  }
}
