import { describe, expect, it, vi } from 'vitest'
import { nextOf } from '../../../renderer/ui/panes'
import { chord, isForText, keycaps, keyGroups, listKeys, mergeGroups } from '../../../renderer/ui/shortcuts'
import { meantSearch } from '../../../renderer/ui/useSearch'
import { isTyping } from '../../../renderer/ui/useShortcuts'

const press = (key: string, ...held: ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[]) => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  altKey: held.includes('altKey'),
  shiftKey: held.includes('shiftKey'),
  metaKey: held.includes('metaKey'),
})

describe('what a key press is called', () => {
  it('names its modifiers in one order, and Shift only where the key does not hold it', () => {
    expect(chord(press('k', 'ctrlKey'))).toBe('Ctrl+K')
    expect(chord(press('k', 'metaKey'))).toBe('Ctrl+K')
    expect(chord(press('F6', 'shiftKey'))).toBe('Shift+F6')
    expect(chord(press('ArrowLeft', 'altKey'))).toBe('Alt+ArrowLeft')
    expect(chord(press('?', 'shiftKey'))).toBe('?')
  })

  it('tells what is typed from what is a command', () => {
    expect(['?', 'B', 'Delete', 'Escape', 'Shift+Home'].map(isForText)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ])
    expect(['Ctrl+F', 'Alt+ArrowLeft', 'F6', 'Shift+F6'].map(isForText)).toEqual([false, false, false, false])
  })

  it('is written as it stands on the keys', () => {
    expect(keycaps('Ctrl+K')).toEqual(['Ctrl', 'K'])
    expect(keycaps('Alt+ArrowLeft')).toEqual(['Alt', '←'])
    expect([keycaps('Delete'), keycaps(' '), keycaps('l'), keycaps('+')]).toEqual([
      ['Del'],
      ['Space'],
      ['L'],
      ['+'],
    ])
  })
})

describe('the list of all keys', () => {
  const group = (heading: string, ...keys: string[]) => ({
    heading,
    keys: keys.map((name) => ({ keys: name, label: `does ${name}` })),
  })

  it('has those that are declared, for as long as they are', () => {
    const before = keyGroups.value.length
    const end = listKeys(group('a place of a test', 'x'))
    expect(keyGroups.value.at(-1)).toEqual(group('a place of a test', 'x'))
    end()
    expect(keyGroups.value).toHaveLength(before)
  })

  it('says each key once under its heading', () => {
    const merged = mergeGroups([group('here', 'a'), group('there', 'a'), group('here', 'a', 'b')])
    expect(merged).toEqual([group('here', 'a', 'b'), group('there', 'a')])
  })
})

describe('the way from part to part', () => {
  it('goes all round, and begins at an end', () => {
    const panes = ['sidebar', 'main', 'dock']
    expect([nextOf(panes, 'main', 1), nextOf(panes, 'dock', 1), nextOf(panes, 'sidebar', -1)]).toEqual([
      'dock',
      'sidebar',
      'dock',
    ])
    expect([nextOf(panes, null, 1), nextOf(panes, null, -1), nextOf([], null, 1)]).toEqual([
      'sidebar',
      'dock',
      undefined,
    ])
  })
})

describe('the search that is meant', () => {
  const [list, panel, dock] = [{ pane: 'main' }, { pane: 'panel' }, { pane: 'dock' }] as const

  it('is what was opened last', () => {
    expect(meantSearch([list, panel], 'main', false)).toBe(panel)
    expect(meantSearch([panel, list], null, false)).toBe(list)
    expect(meantSearch([], null, false)).toBeUndefined()
  })

  it('is that of the panel or the dock that one is in', () => {
    expect(meantSearch([list, dock, panel], 'dock', true)).toBe(dock)
    expect(meantSearch([list, panel], 'dock', true), 'it has none').toBe(panel)
  })
})

it('only what takes text or chooses by letters keeps plain keys to itself', () => {
  class Element {
    isContentEditable = false
    constructor(
      readonly tagName: string,
      readonly type?: string,
    ) {}
  }
  vi.stubGlobal('HTMLElement', Element)
  const takes = (tag: string, type?: string) => isTyping(new Element(tag, type) as never)
  const inputs = ['text', 'search', 'password', 'number', 'checkbox', 'radio', 'file', 'submit']
  expect(inputs.filter((type) => takes('INPUT', type))).toEqual(['text', 'search', 'password', 'number'])
  expect(['TEXTAREA', 'SELECT', 'BUTTON', 'DIV'].filter((tag) => takes(tag))).toEqual(['TEXTAREA', 'SELECT'])
  expect(isTyping(Object.assign(new Element('DIV'), { isContentEditable: true }) as never)).toBe(true)
  expect(isTyping(null)).toBe(false)
  vi.unstubAllGlobals()
})
