import { expect, it } from 'vitest'
import { createSince } from '../../../main/services/containers/since'
import { durationIn, durationWords, leastAge } from '../../../main/shared/dockerTimes'
import { dockerStatus } from '../../../renderer/data/dockerStatus'

const [second, minute, hour] = [1000, 60_000, 3_600_000]
const day = 24 * hour

it('times are said as docker says them', () => {
  const cases = [
    [0, 'Less than a second'],
    [1.9 * second, '1 second'],
    [59.9 * second, '59 seconds'],
    [minute, 'About a minute'],
    [59.9 * minute, '59 minutes'],
    [1.4 * hour, 'About an hour'],
    [1.6 * hour, '2 hours'],
    [47 * hour, '47 hours'],
    [13.9 * day, '13 days'],
    [14 * day, '2 weeks'],
    [60 * day, '2 months'],
    [729 * day, '24 months'],
    [800 * day, '2 years'],
  ] as const
  for (const [age, words] of cases) expect(durationWords(age), words).toBe(words)
})

it('the least that words say is said with the same words', () => {
  for (let age = 0; age < 900 * day; age += age < 2 * minute ? 500 : age < 2 * day ? 7 * minute : 5 * hour) {
    const words = durationWords(age)
    expect(durationWords(leastAge(words)!), words).toBe(words)
    expect(leastAge(words)).toBeLessThan(age + hour)
  }
  expect(leastAge('a while')).toBeNull()
})

it('a status has its time between the other words', () => {
  expect(durationIn('Up 3 hours')).toBe('3 hours')
  expect(durationIn('Up About a minute (health: starting)')).toBe('About a minute')
  expect(durationIn('Up 2 days (Paused)')).toBe('2 days')
  expect(durationIn('Exited (137) Less than a second ago')).toBe('Less than a second')
  expect(durationIn('Restarting (1) 5 seconds ago')).toBe('5 seconds')
  for (const none of ['Created', 'Dead', 'Removal In Progress', '', 'Exited (0)'])
    expect(durationIn(none)).toBeNull()
})

it('a status that is said again with the same moment is the very same, and goes on with the time', () => {
  const now = Date.UTC(2026, 5, 1)
  const at = (state: 'running' | 'exited' | 'paused' | 'restarting' | 'created', age: number, more = {}) =>
    dockerStatus({ state, health: 'none', exitCode: null, since: now - age, ...more }, now)
  expect(at('running', 3 * hour)).toBe('Up 3 hours')
  expect(at('running', 3 * hour, { health: 'unhealthy' })).toBe('Up 3 hours (unhealthy)')
  expect(at('running', 2 * second, { health: 'starting' })).toBe('Up 2 seconds (health: starting)')
  expect(at('paused', day)).toBe('Up 24 hours (Paused)')
  expect(at('exited', 5 * minute, { exitCode: 1 })).toBe('Exited (1) 5 minutes ago')
  expect(at('restarting', 500, { exitCode: 3 })).toBe('Restarting (3) Less than a second ago')
  expect(at('created', 0)).toBe('Created')
  expect(at('running', 0, { since: null }), 'no time is known').toBe('Up')
  expect(at('running', -5 * second), 'clocks that do not agree').toBe('Up Less than a second')
})

it('the moment that was found first is kept for as long as the words agree with it', () => {
  const since = createSince()
  const begin = Date.UTC(2026, 5, 1)
  const read = (status: string, now: number, State = 'running') =>
    since([{ Id: 'a', State, Status: status }], now).get('a')
  expect(read('Up Less than a second', begin)).toBe(begin)
  expect(read('Up 3 minutes', begin + 3.5 * minute), 'the very second').toBe(begin)
  expect(read('Up 3 hours', begin + 2.6 * hour), 'docker rounds hours').toBe(begin)
  expect(read('Up 5 seconds', begin + 4 * hour), 'it was started anew').toBe(begin + 4 * hour - 5 * second)
  const ended = begin + 5 * hour
  expect(read('Exited (1) 5 seconds ago', ended, 'exited')).toBe(ended - 5 * second)
  expect(read('Created', ended, 'created')).toBeUndefined()
  expect(since([], ended).size).toBe(0)
})
