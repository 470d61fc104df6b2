import { describe, expect, it } from 'vitest'
import { keptState, newState, unkeptState } from '../../main/engine/owned/engineStates'
import type { KeeperState } from '../../main/engine/owned/keeper'
import { type Sentence, sentence } from '../../main/texts/sentence'

const place = { mode: 'rootless', home: '/home/ada/s', socket: '/home/ada/s/run/docker.sock' } as const
const mended = sentence('keeper/again', { cause: sentence('keeper/ended', { name: 'dockerd' }) })
const failed = sentence('keeper/late', { name: 'dockerd', n: 60 })

const keeper = (part: Partial<KeeperState>): KeeperState => ({
  state: 'ready',
  since: 7,
  mode: 'rootless',
  socket: '/run/user/1000/slipway/docker.sock',
  reason: null,
  log: [],
  restarts: 0,
  processes: [],
  ...part,
})
const version = { version: '28.5.2', apiVersion: '1.51' }
const nothing = {
  version: null,
  loss: null,
  notice: { problem: null, deadPorts: {} },
  damage: null,
  wayBack: () => null,
}
const loss = { reason: sentence('data/missing', { data: '/data' }), advice: 'mv one other' }
const damage = {
  reason: sentence('damage/tags', { file: '/data/repositories.json' }),
  advice: 'mv one other',
}
const noticed = { problem: damage, deadPorts: { abc: ['8080'] } }
const back = { wayBack: (reason: Sentence) => ({ reason, advice: 'ln -sfn old use' }) }

describe('a state that the keeper tells', () => {
  it('is of its time and socket, and a ready engine has its version', () => {
    const state = keptState(place, keeper({}), { ...nothing, version })
    expect(state).toEqual({
      ...newState(place, 'ready'),
      ...version,
      since: 7,
      socket: '/run/user/1000/slipway/docker.sock',
    })
  })

  it.each(['starting', 'stopping', 'failed'] as const)('has no version while it is %s', (phase) => {
    const state = keptState(place, keeper({ state: phase }), { ...nothing, version })
    expect(state).toMatchObject({ phase, version: null, apiVersion: null })
  })

  it.each([
    ['ready', null, nothing, { reason: null, advice: null }],
    ['ready', mended, nothing, { reason: mended, advice: null }],
    ['ready', mended, { ...nothing, loss }, loss],
    ['ready', mended, { ...nothing, notice: noticed }, { ...damage, deadPorts: { abc: ['8080'] } }],
    ['ready', mended, { ...nothing, loss, notice: noticed }, loss],
    ['starting', mended, { ...nothing, notice: noticed }, { reason: mended, advice: null, deadPorts: {} }],
    ['starting', mended, { ...nothing, loss }, { reason: mended, advice: null }],
    ['ready', mended, { ...nothing, ...back }, { reason: mended, advice: null }],
    ['failed', failed, nothing, { reason: failed, advice: null }],
    ['failed', failed, { ...nothing, loss }, { reason: failed, advice: null }],
    ['failed', failed, { ...nothing, ...back }, { reason: failed, advice: 'ln -sfn old use' }],
    ['failed', failed, { ...nothing, ...back, damage }, { ...damage, log: [] }],
    ['ready', mended, { ...nothing, damage }, { reason: mended, advice: null }],
    [
      'failed',
      null,
      { ...nothing, ...back },
      { reason: sentence('engine/unsaid'), advice: 'ln -sfn old use' },
    ],
  ] as const)(
    '%s, with its word %j and what is learned, says the right thing',
    (state, reason, learned, words) => {
      expect(keptState(place, keeper({ state, reason }), learned)).toMatchObject(words)
    },
  )
})

it.each([
  ['stopped', { phase: 'stopped', reason: null }],
  ['ended', { phase: 'stopped', reason: sentence('keeper/gone') }],
  ['given-up', { phase: 'failed', reason: sentence('keeper/goneAgain') }],
  ['succeeded', { phase: 'starting', reason: sentence('keeper/succeeded') }],
] as const)('after a keeper that is %s all else is as at first', (after, state) => {
  const since = expect.any(Number)
  expect(unkeptState(place, after)).toEqual({ ...newState(place, 'stopped'), ...state, since })
})
