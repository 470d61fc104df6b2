import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDock } from '../../../renderer/data/dock'

const tab = (id: string) => ({ id, title: id, component: {}, props: {} })

describe('the dock', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('shows nothing while it is empty', () => {
    const dock = useDock()
    expect([dock.shown, dock.active]).toEqual([false, null])
  })

  it('opens each thing once, in front', () => {
    const dock = useDock()
    for (const id of ['a', 'b', 'a']) dock.open(tab(id))
    expect(dock.tabs.map(({ id }) => id)).toEqual(['a', 'b'])
    expect([dock.active, dock.shown]).toEqual(['a', true])
  })

  it('puts the next one in front when a tab is closed, else the one before', () => {
    const dock = useDock()
    for (const id of ['a', 'b', 'c']) dock.open(tab(id))
    dock.activate('b')
    dock.close('b')
    expect(dock.active).toBe('c')
    dock.close('c')
    expect(dock.active).toBe('a')
    dock.close('a')
    expect([dock.active, dock.shown]).toEqual([null, false])
  })

  it('stays with its front tab when another is closed', () => {
    const dock = useDock()
    for (const id of ['a', 'b']) dock.open(tab(id))
    dock.close('a')
    dock.close('nothing')
    expect(dock.active).toBe('b')
  })

  it('is folded away, and unfolds for what is opened or chosen', () => {
    const dock = useDock()
    dock.open(tab('a'))
    dock.toggle()
    expect(dock.shown).toBe(false)
    dock.open(tab('b'))
    expect(dock.shown).toBe(true)
    dock.toggle()
    dock.activate('a')
    expect([dock.shown, dock.active]).toEqual([true, 'a'])
    dock.clear()
    expect(dock.tabs).toEqual([])
  })
})
