import type { Settings } from './settings'

/** What the window begins with of the sections, without their schemas. */

export const containerStates = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const

/** What the image is called that is built from Slipway's own files, so that there is something to run. */
export const welcomeImage = 'slipway-welcome:latest'

export const themes = ['system', 'light', 'dark'] as const

/** What becomes of running containers when the person quits. */
export const quitChoices = ['ask', 'keep', 'stop'] as const

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  notices: true,
  whenQuitting: 'ask',
  atQuit: 'keep',
  noTraySeen: false,
  logTimestamps: true,
  logWrap: false,
  removalDays: 7,
  automaticSnapshots: true,
  remembered: {},
}
