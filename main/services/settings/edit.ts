import { isObject, type ObjectContent } from '../../base/objectFile'
import { defaultSettings } from '../../contract/constants'
import { type Settings, type SettingsChange, settingsShape } from '../../contract/settings'

/** Of this form are files that this Slipway begins. One of a later form keeps its number. */
const version = 1
/** What parts of the window remember; beyond it, what was said longest ago is forgotten. */
const mostRemembered = 300

const keys = Object.keys(settingsShape) as (keyof Settings)[]

/** `reset`, or keys with what they are to be. */
export type Edit = SettingsChange | 'reset'

/** The content after an edit. Keys that are not known stay, and so does what another hand has written meanwhile. */
export function applyEdit(content: ObjectContent, edit: Edit): ObjectContent {
  if (edit === 'reset') {
    return Object.fromEntries(
      Object.entries(content).filter(([key]) => !keys.includes(key as keyof Settings)),
    )
  }
  const { remembered, ...plain } = edit
  const next = { version, ...content, ...plain }
  return remembered ? { ...next, remembered: remember(content.remembered, remembered) } : next
}

function remember(before: unknown, change: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(isObject(before) ? before : {}).filter(([key]) => !Object.hasOwn(change, key))
  const said = Object.entries(change).filter(([, value]) => value !== null)
  return Object.fromEntries([...kept, ...said].slice(-mostRemembered))
}

/** The settings that a content says. What is missing, or is no value that this version knows, is as by default. */
export function toSettings(content: ObjectContent): Settings {
  const known = keys
    .filter((key) => key !== 'remembered')
    .map((key) => [key, settingsShape[key].safeParse(content[key])] as const)
    .filter(([, parsed]) => parsed.success)
    .map(([key, parsed]) => [key, parsed.data])
  const remembered = isObject(content.remembered) ? Object.entries(content.remembered) : []
  return {
    ...defaultSettings,
    ...Object.fromEntries(known),
    remembered: Object.assign(
      {},
      ...remembered.map(([key, value]) => settingsShape.remembered.safeParse({ [key]: value }).data),
    ),
  }
}
