import { z } from 'zod'
import { quitChoices, themes } from './constants'
import { call, stream } from './define'

/** Under which a part of the window remembers something: `width.images`. */
const MemoryKey = z.string().regex(/^[a-zA-Z][\w.:-]{0,99}$/)
/** Characters of one remembered value as JSON. */
const longestMemory = 10_000
const Memory = z.json().refine((value) => JSON.stringify(value).length <= longestMemory)

/** Each by itself, so that a value that makes no sense costs no other. */
export const settingsShape = {
  theme: z.enum(themes),
  /** `system`, or a language tag. */
  language: z.string().regex(/^(system|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/),
  /** Whether the desktop's notifications may be used. */
  notices: z.boolean(),
  whenQuitting: z.enum(quitChoices),
  /** What was answered last to the question about running containers: the answer that Enter gives. */
  atQuit: z.enum(['keep', 'stop']),
  /** The person has been told that this desktop has no tray. */
  noTraySeen: z.boolean(),
  logTimestamps: z.boolean(),
  logWrap: z.boolean(),
  /** Days for which removed containers can be brought back. */
  removalDays: z.int().min(0).max(365),
  /** Whether containers' files are kept now and then without being asked for, where that costs next to nothing. */
  automaticSnapshots: z.boolean(),
  /** What parts of the window remember for themselves: widths, columns, what was looked at last. */
  remembered: z.record(MemoryKey, Memory),
} as const

const Settings = z.object(settingsShape)
export type Settings = Readonly<z.infer<typeof Settings>>

/** What is to be another from now on. Of what is remembered only the keys that are named; null forgets one. */
export const SettingsChange = Settings.partial().strict()
export type SettingsChange = Readonly<z.infer<typeof SettingsChange>>

/**
 * Why the file is not what is in use: it is no JSON object (`damaged`), cannot be read, or cannot be written. It is left as
 * it is, and what is chosen holds until the application ends.
 */
export interface SettingsProblem {
  readonly kind: 'damaged' | 'unreadable' | 'unwritable'
  /** In the words of the file system or the parser. */
  readonly reason: string
}
export interface SettingsState {
  readonly values: Settings
  readonly file: string
  readonly problem: SettingsProblem | null
  /** Grows with each change. */
  readonly revision: number
}

export const settings = {
  watch: stream().emits<SettingsState>(),
  /** Never fails for the sake of the file: the answer says what is wrong with that. */
  change: call(SettingsChange).returns<SettingsState>(),
  /** Puts every setting back to its default; keys that are not Slipway's stay. Deletes nothing else. */
  reset: call().returns<SettingsState>(),
}
