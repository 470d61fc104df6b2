import { expect, test, vi } from 'vitest'
import { createListeners } from '../../main/base/listeners'

test('all are told in order, until they want to hear no more', () => {
  const listeners = createListeners<string>()
  const heard: string[] = []
  const leave = listeners.add((word) => heard.push(`first ${word}`))
  listeners.add((word) => {
    heard.push(`second ${word}`)
    leave()
  })
  listeners.tell('a')
  listeners.tell('b')
  listeners.clear()
  listeners.tell('c')
  expect(heard).toEqual(['first a', 'second a', 'second b'])
})

test('one that throws stops neither the others nor whoever tells, and what it threw comes up', async () => {
  const listeners = createListeners<string>()
  const heard: string[] = []
  const failure = new Error('of a listener')
  const up = vi.fn()
  // Vitest listens too, and would count it as a failure of the run.
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').once('unhandledRejection', up)
  listeners.add(() => {
    throw failure
  })
  listeners.add((word) => heard.push(word))
  listeners.tell('a')
  expect(heard).toEqual(['a'])
  await vi.waitFor(() => expect(up).toHaveBeenCalledWith(failure, expect.anything()))
  for (const other of others) process.on('unhandledRejection', other)
})
