import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { EnginePhase } from '../../main/contract/engine'
import { createEngine } from '../../main/engine/owned/lifecycle'
import { SaidError } from '../../main/engine/owned/problem'
import { createEngineService } from '../../main/services/engine/engine'
import { sentence } from '../../main/texts/sentence'
import { root, temporaryHome } from '../support/engine'
import { eventually } from '../support/eventually'
import { failure } from '../support/failure'
import { toldKeeper } from '../support/toldKeeper'

/** An engine whose keeper is in the hands of the test, and is borne with for a moment only. */
async function engineOf(greeting: EnginePhase | null, patience = 100) {
  const home = temporaryHome()
  const keeper = await toldKeeper(home, greeting)
  const engine = createEngine({ root, home, patience })
  const deaf = sentence('keeper/deaf', { home, socket: join(home, 'run/keeper.sock') })
  async function leave() {
    engine.dispose()
    await keeper.dispose()
    rmSync(home, { recursive: true })
  }
  return { keeper, engine, deaf, leave }
}

test('a keeper that takes a connection and says nothing keeps nobody waiting; what it says later counts', async () => {
  const { keeper, engine, deaf, leave } = await engineOf(null)
  expect(await engine.adopt()).toBe(true)
  expect(engine.state).toMatchObject({ phase: 'failed', reason: deaf })
  await expect(engine.stop()).rejects.toBeInstanceOf(SaidError)
  expect(await failure(createEngineService(engine).stop())).toMatchObject({
    code: 'engine-failed',
    details: { reason: deaf },
  })
  expect(await engine.restart()).toMatchObject({ phase: 'failed', reason: deaf })
  expect(keeper.heard).toEqual([])

  keeper.say('failed')
  await eventually(() => expect(engine.state).toMatchObject({ phase: 'failed', reason: null }))
  const stopping = engine.stop()
  await eventually(() => expect(keeper.heard).toContainEqual(expect.stringMatching(/^1 stop /)))
  keeper.say('stopped')
  keeper.end()
  expect(await stopping).toMatchObject({ phase: 'stopped', reason: null })
  await leave()
})

test('one that says nothing any more is not waited for, and one that only takes its time is', async () => {
  const { keeper, engine, deaf, leave } = await engineOf('failed', 500)
  keeper.answers = 2
  await expect(engine.stop()).rejects.toMatchObject({ sentence: deaf })
  expect(keeper.heard.slice(1)).toEqual(['1 status', '1 status', '1 status'])
  expect(keeper.heard[0]).toMatch(/^1 stop /)
  await leave()
})

test('a stop ends with the engine that it was for, whoever starts one right after it', async () => {
  const { keeper, engine, leave } = await engineOf('failed')
  const stopping = engine.stop()
  await eventually(() => expect(keeper.heard).toContainEqual(expect.stringMatching(/^1 stop /)))
  // The next one, of another window, greets as soon as this one has ended.
  keeper.say('stopped')
  keeper.end()
  expect(await stopping).toMatchObject({ phase: 'stopped' })
  expect(await engine.adopt()).toBe(true)
  expect(keeper.heard.filter((word) => word.startsWith('2 '))).toEqual([])
  await leave()
})

test('a start that comes while the engine is being stopped begins after it', async () => {
  const { keeper, engine, leave } = await engineOf('failed')
  const stopping = engine.stop()
  await eventually(() => expect(keeper.heard).toContainEqual(expect.stringMatching(/^1 stop /)))
  const starting = engine.start()
  const started = vi.fn()
  void starting.then(started)
  keeper.say('stopped')
  keeper.end()
  await stopping
  expect(started).not.toHaveBeenCalled()
  await eventually(() => expect(keeper.heard).toContain('2 start'))
  keeper.say('starting')
  keeper.say('failed')
  await starting
  expect(keeper.heard.filter((word) => /^1 start|^2 stop/.test(word))).toEqual([])
  await leave()
})
