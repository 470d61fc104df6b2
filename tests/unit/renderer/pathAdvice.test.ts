import { describe, expect, it } from 'vitest'
import type { EntryState, PathEvent } from '../../../main/contract/layerFiles'
import { adviceFor, stateAt, versions } from '../../../renderer/features/layers/files/pathAdvice'
import { changeLines, stateWords } from '../../../renderer/features/layers/files/pathText'

const state = (layer: number, values: Partial<EntryState> = {}): EntryState => ({
  layer,
  kind: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 1000,
  mtime: 0,
  target: null,
  ...values,
})
const event = (kind: PathEvent['kind'], values: Partial<PathEvent>): PathEvent => ({
  layer: values.after?.layer ?? 0,
  kind,
  reasons: [],
  before: null,
  after: null,
  withParent: false,
  wastedBytes: values.before?.size ?? 0,
  metadataOnly: false,
  ...values,
})

const added = event('added', { after: state(1) })
const owned = event('modified', {
  before: state(1),
  after: state(3, { uid: 33, gid: 33 }),
  reasons: ['owner', 'time'],
  metadataOnly: true,
})
const removed = event('removed', { layer: 5, before: state(3, { uid: 33, gid: 33 }) })

describe('advice about a path', () => {
  it('says where to set the owner of a file that was stored again for it', () => {
    expect(adviceFor([added, owned])).toEqual([{ kind: 'owner', bytes: 1000, layer: 1 }])
  })
  it('tells mode, time, the very same file and another content apart', () => {
    const modified = (values: Partial<PathEvent>) =>
      adviceFor([event('modified', { before: state(1), after: state(2), ...values })])[0]?.kind
    expect(modified({ metadataOnly: true, reasons: ['mode', 'time'] })).toBe('mode')
    expect(modified({ metadataOnly: true, reasons: ['time'] })).toBe('time')
    expect(modified({ metadataOnly: true, reasons: ['storedAgain'] })).toBe('same')
    expect(modified({ reasons: ['size'] })).toBe('replaced')
  })
  it('knows that what is removed is still stored, and begins with the most bytes', () => {
    const larger = event('removed', { layer: 6, before: state(4, { size: 5000 }) })
    expect(adviceFor([added, owned, removed, larger]).map(({ kind, bytes }) => [kind, bytes])).toEqual([
      ['removed', 5000],
      ['owner', 1000],
      ['removed', 1000],
    ])
  })
  it('tells what a layer took away with a directory, at that layer', () => {
    const directory = state(1, { kind: 'directory', size: 0 })
    const gone = event('removed', { layer: 4, before: directory, wastedBytes: 70 })
    expect(adviceFor([gone])).toEqual([{ kind: 'directory', bytes: 70, layer: 4 }])
  })
  it('has nothing to say of a file that another name still leads to', () => {
    expect(adviceFor([event('removed', { before: state(1), wastedBytes: 0 })])).toEqual([])
  })
  it('has nothing to say where no bytes are at stake', () => {
    const directory = state(1, { kind: 'directory', size: 0 })
    expect(adviceFor([added])).toEqual([])
    expect(adviceFor([event('removed', { before: directory })])).toEqual([])
    expect(adviceFor([event('touched', { before: directory, after: directory })])).toEqual([])
    expect(adviceFor([event('removed', { before: state(1, { size: 0 }) })])).toEqual([])
  })
})

describe('a path as some layers show it', () => {
  const events = [added, owned, removed]
  it('is as the last of them left it', () => {
    expect(stateAt(events, { from: 0, to: 2 })?.layer).toBe(1)
    expect(stateAt(events, { from: 2, to: 4 })?.layer).toBe(3)
  })
  it('is what it was before it was removed', () => {
    expect(stateAt(events, { from: 5, to: 5 })?.layer).toBe(3)
  })
  it('is its first version where it comes only later, and nothing where it never was', () => {
    expect(stateAt(events, { from: 0, to: 0 })?.layer).toBe(1)
    expect(stateAt([], { from: 0, to: 0 })).toBeNull()
  })
  it('has a version in each layer that holds it', () => {
    expect(versions(events).map(({ layer }) => layer)).toEqual([1, 3])
  })
})

describe('a change in words', () => {
  it('names what was and what is, and that all of it is stored again', () => {
    expect(changeLines(owned)).toEqual(['owner 0:0 → 33:33', 'all 1 kB stored again'])
  })
  it('shows characters in a link that nobody would see', () => {
    const link = (target: string) => state(1, { kind: 'symlink', size: 0, target })
    const line = changeLines(
      event('modified', { before: link('a'), after: link('b\u202e'), reasons: ['target'] }),
    )
    expect(line).toEqual(['target a → b⟨U+202E⟩'])
  })
  it('says nothing of what was not there before', () => {
    expect(changeLines(added)).toEqual([])
  })
  it('tells a file by size, mode and owner, all else without a size', () => {
    expect(stateWords(state(1, { size: 8100 }))).toBe('8.1 kB, -rw-r--r--, 0:0')
    expect(stateWords(state(1, { kind: 'directory', mode: 0o755, size: 0 }))).toBe('drwxr-xr-x, 0:0')
  })
})
