import { afterAll, afterEach, expect, it, vi } from 'vitest'
import type { Action } from '../../../renderer/ui/list/action'
import { detailKeys } from '../../../renderer/ui/list/detailKeys'

class Element {
  isContentEditable = false
  constructor(readonly tagName: string) {}
}
vi.stubGlobal('HTMLElement', Element)
afterAll(() => vi.unstubAllGlobals())
afterEach(() => done.splice(0))

const done: string[] = []
const actions: readonly Action<string>[] = [
  { id: 'logs', label: 'Logs', key: 'l', run: () => {} },
  { id: 'open', label: 'Open', key: 'o', when: (row) => row !== 'stopped', run: () => {} },
]
const press = (key: string, more: object = {}) =>
  ({ key, target: new Element('ASIDE'), defaultPrevented: false, preventDefault: vi.fn(), ...more }) as never
const keysOf = (row: string | null) =>
  detailKeys(
    actions,
    () => row,
    ({ id }, of) => done.push(`${id} ${of}`),
  )

it('does what the row would do, and keeps the key from others', () => {
  const event = press('o') as { preventDefault: () => void }
  keysOf('web')(event as never)
  expect(done).toEqual(['open web'])
  expect(event.preventDefault).toHaveBeenCalledOnce()
})

it('leaves alone what is no key of it now, is typed, was used already, or is about nothing', () => {
  keysOf('stopped')(press('o'))
  keysOf('web')(press('x'))
  keysOf('web')(press('l', { ctrlKey: true }))
  keysOf('web')(press('l', { target: new Element('INPUT') }))
  keysOf('web')(press('l', { target: Object.assign(new Element('DIV'), { isContentEditable: true }) }))
  keysOf('web')(press('l', { defaultPrevented: true }))
  keysOf(null)(press('l'))
  expect(done).toEqual([])
})
