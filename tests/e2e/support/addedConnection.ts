import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from '../../../main/contract/connections'
import { addressOf } from '../../../main/services/connections/address'

/**
 * Gives a home, whose window is not open, one connection besides its own engine.
 * @param active whether the window begins with it
 */
export function addConnection(home: string, name: string, target: Target, active = false): void {
  const shown = { id: `added:${name.toLowerCase()}`, name, colour: 'orange' } as const
  const content = {
    ...(active && { active: { ...shown, address: addressOf(target) } }),
    added: [{ ...shown, target }],
  }
  writeFileSync(join(home, 'connections.json'), JSON.stringify(content))
}
