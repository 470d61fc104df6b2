import { describe, expect, it } from 'vitest'
import { engineFeatures } from '../../../main/contract/connections'
import { actionMenu } from '../../../renderer/features/containers/actionIcons'
import { actionsFor, needs } from '../../../renderer/features/containers/actions'
import { rawText } from '../../../renderer/ui/i18n'

describe('the menu of a container', () => {
  it('keeps what the engine lacks in its place, with the reason', () => {
    const actions = actionsFor({ state: 'running' })
    const menu = actionMenu(actions, (action) => (action in needs ? `not ${action}` : null))
    expect(menu.map(({ key }) => key)).toEqual(actions)
    const reasons = menu.filter(({ reason }) => reason).map(({ key, reason }) => [key, reason])
    expect(reasons).toEqual([
      ['pause', 'not pause'],
      ['layers', 'not layers'],
    ])
  })

  it('has a sentence for all that an engine may lack', () => {
    for (const feature of engineFeatures) expect(rawText(`lacks.${feature}`), feature).toMatch(/\.$/)
  })
})
