import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { useDraft } from '../../../renderer/data/useDraft'

beforeEach(() => setActivePinia(createPinia()))

/** A dialog that is opened, in which something is typed, and that goes. */
function dialog(key: string, typed: string | null, settled = false): string | null {
  const scope = effectScope()
  const draft = scope.run(() => useDraft<string>(key, () => typed))!
  if (settled) draft.settle()
  scope.stop()
  return draft.before
}

describe('what was typed into a dialog', () => {
  it('is there when it is opened again, for as long as it was not answered', () => {
    expect(dialog('run', 'web')).toBeNull()
    expect(dialog('run', 'web:2')).toBe('web')
    expect(dialog('run', 'web:2', true)).toBe('web:2')
    expect(dialog('run', null)).toBeNull()
  })

  it('belongs to its object, and goes when it is emptied', () => {
    dialog('run a', 'web')
    expect(dialog('run b', null)).toBeNull()
    expect(dialog('run a', null)).toBe('web')
    expect(dialog('run a', null)).toBeNull()
  })
})
