import { createListeners } from '../../base/listeners'
import { type ObjectContent, readObjectFile, writeObjectFile } from '../../base/objectFile'
import type { SettingsChange, SettingsProblem, SettingsState } from '../../contract/settings'
import { applyEdit, type Edit, toSettings } from './edit'

/** What the person chose, remembered in settings.json. */
export interface SettingsStore {
  readonly state: SettingsState
  /** Holds at once; where the file cannot be used, until the end of this run or until it can. */
  change(part: SettingsChange): SettingsState
  reset(): SettingsState
  /** The listener is called after each change. */
  listen(listener: (state: SettingsState) => void): () => void
}

/**
 * Reads the file once, and again before each time that it writes it: what was written to it meanwhile is kept. A file
 * that cannot be understood is never written over; as soon as it can, it gets what was chosen since.
 */
export function openSettings(file: string): SettingsStore {
  const listeners = createListeners<SettingsState>()
  /** What was chosen and is not in the file. */
  let unsaved: readonly Edit[] = []
  const first = readObjectFile(file)
  /** The file as it was when it could last be read. */
  let content: ObjectContent = first.content ?? {}
  let state = toState(first.problem, 0)

  function toState(problem: SettingsProblem | null, revision: number): SettingsState {
    return { values: toSettings(unsaved.reduce(applyEdit, content)), file, problem, revision }
  }

  function save(): SettingsProblem | null {
    const read = readObjectFile(file)
    if (read.problem) return read.problem
    content = read.content
    const next = unsaved.reduce(applyEdit, content)
    try {
      if (JSON.stringify(next) !== JSON.stringify(content)) writeObjectFile(file, next)
    } catch (error) {
      return { kind: 'unwritable', reason: (error as Error).message }
    }
    content = next
    unsaved = []
    return null
  }

  function edit(wanted: Edit): SettingsState {
    unsaved = wanted === 'reset' ? [wanted] : [...unsaved, wanted]
    state = toState(save(), state.revision + 1)
    listeners.tell(state)
    return state
  }

  return {
    get state() {
      return state
    },
    change: edit,
    reset: () => edit('reset'),
    listen: listeners.add,
  }
}
