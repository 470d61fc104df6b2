import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Puts all settings of a home back while no window is open there, which may still have something to remember. That there is no
 * tray has been said: nothing else would be on the screen first.
 */
export function forgetChoices(home: string): void {
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ noTraySeen: true }))
}
