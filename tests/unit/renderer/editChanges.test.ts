import { describe, expect, it } from 'vitest'
import type { RunRequest } from '../../../main/contract/containers'
import type { EditPlan } from '../../../main/contract/recreate'
import type { Loss } from '../../../main/contract/removed'
import { changesText, editChanges, obstacles } from '../../../renderer/features/run/changes'

const request: RunRequest = {
  ...{ image: 'shop:1', name: 'web', command: [], environment: [], restartPolicy: 'no', tty: false },
  ports: [{ hostIp: '', hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
  mounts: [{ source: 'data', target: '/data', readOnly: false }],
}
const plan: EditPlan = {
  request,
  keeping: 'kept',
  project: null,
  service: null,
  portsLeft: [],
  canUndo: false,
}
const loss: Loss = {
  ...{ id: 'a', files: 1, removed: 0, bytes: 8, keeping: 'kept', joinedBy: ['proxy'] },
  volumes: [{ target: '/anonymous', bytes: 5, usedBy: [] }],
}
const said = (more: Partial<Parameters<typeof obstacles>[0]>) =>
  obstacles({ plan, request, remakes: true, loss, clone: false, name: 'web', ...more })

describe('what an edit says of itself', () => {
  it('is what it changes, and whether that needs a new one', () => {
    const text = (change: Partial<RunRequest>) =>
      changesText(editChanges(request, { ...request, ...change }), true)
    expect(text({})).toBe('Nothing is changed yet.')
    expect(text({ name: 'x', restartPolicy: 'always' })).toBe(
      'Changed in place: name, restart. It goes on as it is.',
    )
    expect(text({ name: 'x', tty: true })).toMatch(
      /^Made anew for: name, terminal\. It is stopped for a moment/,
    )
  })

  it('is what does not come along, or only so', () => {
    expect(said({})).toEqual([
      'These share its network, processes or volumes and have to be made anew too: proxy',
    ])
    expect(said({ remakes: false })).toEqual([])
    const mounts = [{ source: '/srv', target: '/anonymous', readOnly: false }]
    expect(
      said({ loss: { ...loss, joinedBy: [] }, request: { ...request, mounts, image: 'shop:2' } }),
    ).toEqual([
      expect.stringMatching(/^Its files lie over those of the other image/),
      expect.stringMatching(/^Something else is mounted on \/anonymous/),
    ])
    const composed = { ...plan, project: 'shop', service: 'web' }
    expect(said({ plan: composed, loss: null })).toEqual([
      expect.stringMatching(/^Compose made it as web of shop/),
    ])
  })

  it('of a clone is what both have, and what only one can', () => {
    expect(said({ clone: true, plan: { ...plan, portsLeft: [8080, 53] } })).toEqual([
      'web has port 8080, 53 itself. Choose another, or leave it empty for any free one.',
      'Both write to the same volume: data',
    ])
  })

  it('is why nothing can come along, and what is left to do then', () => {
    expect(said({ plan: { ...plan, keeping: 'autoRemove' } })).toEqual([
      'It was run with --rm: it is gone as soon as it stops, with all that was written inside.',
      'Only its name and its restart policy can be changed. Run another like it, or commit it first.',
    ])
    expect(said({ plan: { ...plan, keeping: 'elsewhere' }, clone: true })[1]).toBe(
      'Run another like it, or commit it and run that image.',
    )
  })
})
