import { snapshots } from '../../base/latch'
import type { Services } from '../../contract/contract'
import type { SettingsStore } from './store'

/** The application's own settings, as the window sees and changes them. */
export function createSettingsService(store: SettingsStore): Services['settings'] {
  return {
    watch: (signal) => snapshots(async () => store.state, store.listen, signal),
    change: async (part) => store.change(part),
    reset: async () => store.reset(),
  }
}
