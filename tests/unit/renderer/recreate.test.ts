import { createPinia, setActivePinia } from 'pinia'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RemakeNews } from '../../../main/contract/recreate'

const said = vi.hoisted(() => ({ undone: [] as string[], notify: vi.fn(), notifyProblem: vi.fn() }))
vi.mock('../../../renderer/data/notify', () => ({ notify: said.notify, notifyProblem: said.notifyProblem }))
vi.mock('../../../renderer/data/api', () => ({
  api: {
    recreate: {
      undo: ({ id }: { id: string }) => {
        said.undone.push(id)
        return news({ step: 'recreating', id }, done('third'))
      },
    },
  },
}))

// Files share what they import: nothing that was imported with these mocks is of use to another, nor the other way round.
vi.hoisted(() => vi.resetModules())
afterAll(() => {
  vi.resetModules()
})
const { useRecreate } = await import('../../../renderer/data/recreate')

async function* news(...all: RemakeNews[]) {
  yield* all
}
const done = (id: string): RemakeNews => ({ done: { id, name: 'web', problems: [], canUndo: true } })

beforeEach(() => {
  setActivePinia(createPinia())
  said.undone.length = 0
  said.notify.mockClear()
})

describe('a container that is made anew', () => {
  it('is known by each id that it gets on the way', async () => {
    const { follow } = useRecreate()
    const steps: string[] = []
    const back: RemakeNews = { back: { id: 'third', error: { code: 'conflict', key: 'conflict' } } }
    const read = news({ step: 'stopping', id: 'first' }, { step: 'trying', id: 'second' }, back)
    expect(await follow('first', read, (step) => steps.push(step))).toBe(back)
    expect(steps).toEqual(['stopping', 'trying'])
    expect([...useRecreate().became]).toEqual([
      ['first', 'second'],
      ['second', 'third'],
    ])
  })

  it('leaves its original alone where it is a clone', async () => {
    const { follow } = useRecreate()
    await follow(null, news({ step: 'copying', id: 'first' }, done('second')), () => {})
    expect(useRecreate().became.size).toBe(0)
  })

  it('is taken back once by what takes back what was done last', async () => {
    const recreate = useRecreate()
    expect(await recreate.undoLatest()).toBe(false)
    await recreate.report({ id: 'second', name: 'web', problems: [], canUndo: true }, 'Changed web')
    expect(said.notify).toHaveBeenCalledWith('Changed web', expect.objectContaining({ label: 'Undo' }))
    expect(await recreate.undoLatest()).toBe(true)
    expect(said.undone).toEqual(['second'])
    expect(said.notify).toHaveBeenLastCalledWith('web is what it was before')
    expect(await recreate.undoLatest()).toBe(false)
  })

  it('is taken back by the id that it has since a change that failed', async () => {
    const recreate = useRecreate()
    await recreate.report({ id: 'first', name: 'web', problems: [], canUndo: true }, 'Changed web')
    const back: RemakeNews = { back: { id: 'second', error: { code: 'conflict', key: 'conflict' } } }
    await recreate.follow('first', news(back), () => {})
    await recreate.undoLatest()
    expect(said.undone).toEqual(['second'])
  })

  it('is not taken back where something else was done since, or nothing can be', async () => {
    const recreate = useRecreate()
    await recreate.report({ id: 'second', name: 'web', problems: [], canUndo: true }, 'Changed web')
    recreate.forget()
    expect(await recreate.undoLatest()).toBe(false)
    await recreate.report({ id: 'second', name: 'web', problems: [], canUndo: false }, 'Changed web')
    expect(said.notify).toHaveBeenLastCalledWith('Changed web', undefined)
    expect(await recreate.undoLatest()).toBe(false)
  })
})
