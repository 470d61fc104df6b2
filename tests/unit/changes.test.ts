import { describe, expect, it } from 'vitest'
import { changesOf, mayChange, mayChangeContainer } from '../../main/engine/client/changes'
import type { EngineEvent } from '../../main/engine/client/events'

const happened = (type: string, action: string, more: Partial<EngineEvent> = {}): EngineEvent => ({
  type,
  action,
  id: '',
  attributes: {},
  at: 0,
  ...more,
})

describe('an event may have changed', () => {
  it.each([
    ['container', 'create', 'containers sizes stacks'],
    ['container', 'start', 'containers sizes stacks'],
    ['container', 'die', 'containers sizes stacks'],
    ['container', 'destroy', 'containers sizes stacks'],
    ['container', 'pause', 'containers stacks'],
    ['container', 'unpause', 'containers stacks'],
    ['container', 'rename', 'containers stacks'],
    ['container', 'stop', 'containers'],
    ['container', 'update', 'containers'],
    ['container', 'oom', 'containers'],
    ['container', 'health_status: healthy', 'containers'],
    ['container', 'commit', 'images stacks'],
    ['image', 'pull', 'containers images stacks'],
    ['image', 'load', 'containers images stacks'],
    ['image', 'import', 'containers images stacks'],
    ['image', 'tag', 'containers images stacks'],
    ['image', 'untag', 'containers images stacks'],
    ['image', 'delete', 'containers images sizes stacks'],
    ['image', 'loadfromarchive', 'images stacks'],
    ['image', 'push', ''],
    ['image', 'save', ''],
    ['container', 'exec_start: sh', ''],
    ['container', 'exec_die', ''],
    ['container', 'top', ''],
    ['container', 'attach', ''],
    ['container', 'kill', ''],
    ['volume', 'create', 'volumes'],
    ['volume', 'destroy', 'volumes'],
    ['volume', 'prune', 'volumes'],
    ['volume', 'mount', ''],
    ['volume', 'unmount', ''],
    ['network', 'connect', ''],
    ['constructor', 'name', ''],
  ])('%s %s: %s', (type, action, changed) => {
    expect([...changesOf(happened(type, action))].sort().join(' ')).toBe(changed)
  })
})

describe('what was read may be out of date', () => {
  it('after events that change it, and after some were missed', () => {
    expect(mayChange('containers', happened('container', 'start'))).toBe(true)
    expect(mayChange('images', happened('container', 'start'))).toBe(false)
    expect(mayChange('images', 'reconnected')).toBe(true)
    expect(mayChange('images', 'lost')).toBe(false)
    expect(mayChange('images', 'switched')).toBe(false)
  })

  it('of one container by its own events and by those of its networks', () => {
    const id = 'a1'.repeat(32)
    const changed = (event: EngineEvent) => mayChangeContainer(id.slice(0, 12), event)
    expect(changed(happened('container', 'die', { id }))).toBe(true)
    expect(changed(happened('container', 'exec_die', { id }))).toBe(false)
    expect(changed(happened('container', 'die', { id: 'b2'.repeat(32) }))).toBe(false)
    expect(changed(happened('network', 'connect', { attributes: { container: id } }))).toBe(true)
    expect(changed(happened('network', 'create'))).toBe(false)
    expect(changed(happened('image', 'delete', { id }))).toBe(false)
    expect(mayChangeContainer(id, 'reconnected')).toBe(true)
    expect(mayChangeContainer(id, 'lost')).toBe(false)
  })
})
